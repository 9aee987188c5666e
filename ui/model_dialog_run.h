#pragma once

#include "ui/message.h"
#include "ui/model_dialog.h"

namespace axolemma {

template <typename Job, typename Done>
void ModelDialog::run(const QString& what, Job job, Done done) {
    worker_.start(std::move(job), [this, done = std::move(done)](auto outcome) mutable {
        showBusy({});
        if (!outcome.error.empty()) {
            showProblem(this, windowTitle(), QString::fromStdString(outcome.error));
        } else if (outcome.value) {
            done(std::move(*outcome.value));
        }
    });
    showBusy(what);
}

}  // namespace axolemma
