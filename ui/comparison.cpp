#include "ui/comparison.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/io/stack_reader.h"
#include "ui/document.h"

namespace axolemma {

namespace {

Truth readTruth(const std::filesystem::path& path, const Stack& stack, std::stop_token stop) {
    const Stack file = readStack(path, {}, stop);
    if (file.width() != stack.width() || file.height() != stack.height() ||
        file.depth() != stack.depth()) {
        throw Error(
            fmt::format("{} has {} x {} x {} voxels but the open stack has {} x {} x {}: "
                        "choose the labels of this stack.",
                        path.filename().string(), file.width(), file.height(), file.depth(),
                        stack.width(), stack.height(), stack.depth()));
    }
    return {QString::fromStdString(file.name), asLabels(file)};
}

}  // namespace

Comparison::Comparison(Document& document, QObject* parent) : QObject(parent), document_(document) {
    connect(&document_, &Document::stackChanged, this, &Comparison::clear);
}

void Comparison::load(const std::filesystem::path& path) {
    if (!document_.hasStack()) return;
    reader_.start(
        [path, stack = document_.stack()](const Worker::Context& context) {
            return std::make_shared<const Truth>(readTruth(path, *stack, context.stop()));
        },
        [this](Outcome<std::shared_ptr<const Truth>> outcome) {
            if (!outcome.error.empty()) Q_EMIT failed(QString::fromStdString(outcome.error));
            if (!outcome.value) return;
            truth_ = *outcome.value;
            Q_EMIT truthChanged();
        });
}

void Comparison::clear() {
    reader_.cancel();
    if (!truth_) return;
    truth_.reset();
    Q_EMIT truthChanged();
}

}  // namespace axolemma
