#include "ui/destination.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <cmath>

namespace axolemma {

namespace {

QString text(const char* source) {
    return QCoreApplication::translate("Destination", source);
}

/// No stack is as large; so numbers that are not of this size need no care.
constexpr double kFar = 1e9;

int voxelOf(const QString& number) {
    return static_cast<int>(std::floor(qBound(-kFar, number.toDouble(), kFar)));
}

const QRegularExpression& sliceOnly() {
    static const QRegularExpression pattern(R"(^\s*(?:z\s*[:=]?\s*)?(-?\d+(?:\.\d+)?)\s*$)",
                                            QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

const QRegularExpression& place() {
    static const QRegularExpression pattern(
        R"(^\s*[(\[]?\s*(?:x\s*[:=]?\s*)?(-?\d+(?:\.\d+)?)(?:\s*[,;]\s*|\s+))"
        R"((?:y\s*[:=]?\s*)?(-?\d+(?:\.\d+)?)(?:\s*[,;]\s*|\s+))"
        R"((?:z\s*[:=]?\s*)?(-?\d+(?:\.\d+)?)\s*[)\]]?\s*$)",
        QRegularExpression::CaseInsensitiveOption);
    return pattern;
}

bool madeOfNumbers(const QString& line) {
    static const QRegularExpression pattern(R"(^[\s(\[xyz,;:=.\-)\]]*\d[\s(\[xyz,;:=\d.\-)\]]*$)",
                                            QRegularExpression::CaseInsensitiveOption);
    return pattern.match(line).hasMatch();
}

}  // namespace

DestinationText readDestination(const QString& line, int width, int height, int depth) {
    DestinationText read;
    read.numeric = madeOfNumbers(line);
    if (depth == 0) {
        read.problem = text("Open a stack first.");
        return read;
    }
    if (const auto match = sliceOnly().match(line); match.hasMatch()) {
        const int z = voxelOf(match.captured(1));
        if (z >= 0 && z < depth) {
            read.destination = Destination{z, std::nullopt};
        } else {
            read.problem = text("There is no slice %1: slices are 0 to %2.").arg(z).arg(depth - 1);
        }
        return read;
    }
    if (const auto match = place().match(line); match.hasMatch()) {
        const int x = voxelOf(match.captured(1));
        const int y = voxelOf(match.captured(2));
        const int z = voxelOf(match.captured(3));
        if (x >= 0 && x < width && y >= 0 && y < height && z >= 0 && z < depth) {
            read.destination = Destination{z, Point{x, y}};
        } else {
            read.problem =
                text("That lies outside of the stack: x is 0 to %1, y 0 to %2, z 0 to %3.")
                    .arg(width - 1)
                    .arg(height - 1)
                    .arg(depth - 1);
        }
        return read;
    }
    read.problem = text("Write a slice, 0 to %1, or a place as x, y, z.").arg(depth - 1);
    return read;
}

}  // namespace axolemma
