#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTest>

namespace axolemma {

/// How a run of the program ended, and what it said.
struct Outcome {
    int code = -1;
    QByteArray out;
    QByteArray err;
    bool crashed = true;
};

/// A process set up to run the program in `folder`, without a display and without a model of the
/// user's.
inline void prepare(QProcess& process, const QString& folder) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.insert("XDG_DATA_HOME", folder);
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.setProgram(AXOLEMMA_PROGRAM);
}

inline Outcome outcomeOf(QProcess& process) {
    constexpr int kMilliseconds = 300'000;
    if (!process.waitForFinished(kMilliseconds)) process.kill();
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError(),
            process.exitStatus() != QProcess::NormalExit};
}

/// Runs the program to its end.
inline Outcome run(const QStringList& arguments, const QString& folder) {
    QProcess process;
    prepare(process, folder);
    process.setArguments(arguments);
    process.start();
    return outcomeOf(process);
}

/// The lines of `text` as JSON objects; an empty object for a line that is none.
inline QList<QJsonObject> jsonLines(const QByteArray& text) {
    QList<QJsonObject> objects;
    for (const QByteArray& line : text.split('\n'))
        if (!line.isEmpty()) objects.append(QJsonDocument::fromJson(line).object());
    return objects;
}

inline int linesOf(const QByteArray& text) {
    return static_cast<int>(text.count('\n'));
}

}  // namespace axolemma

/// Fails the test, with what the program said, unless the run ended with `expected`.
#define COMPARE_CODE(outcome, expected)                                                            \
    do {                                                                                           \
        const auto& ended = (outcome);                                                             \
        QVERIFY2(!ended.crashed, ended.err.constData());                                           \
        QVERIFY2(ended.code == (expected), (QByteArray("code ") + QByteArray::number(ended.code) + \
                                            ": " + ended.err + ended.out)                          \
                                               .constData());                                      \
    } while (false)
