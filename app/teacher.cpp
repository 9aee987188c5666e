#include "app/teacher.h"

#include <fmt/format.h>

#include <memory>

#include "core/io/export_record.h"
#include "segmentation/distillation.h"
#include "segmentation/library.h"

namespace axolemma {

void askTeacher(const Teacher& teacher, TrainingRequest& request, Session& session) {
    if (teacher.model.empty()) return;
    const std::filesystem::path file = findModel(teacher.model);
    SegmenterOptions options;
    options.device = request.device;
    options.threads = request.threads;
    const std::unique_ptr<Segmenter> segmenter = segmentationLibrary().open(file, options);
    const std::string hash = hashOfFile(file);
    const auto asked = [&](const std::shared_ptr<const Stack>& stack) {
        for (const std::string& note : segmenter->notesFor(*stack)) session.console.note(note);
        const std::string phase = "asking " + segmenter->model().name;
        return Opinion{opinionOf(*segmenter, stack, session.console.phase(phase), session.stop),
                       teacher.share, fmt::format("{} ({})", segmenter->model().name, hash)};
    };
    request.opinion = asked(request.images);
    for (TrainingPart& part : request.mixed) part.opinion = asked(part.images);
    request.provenance["teacher"] = segmenter->model().name;
    request.provenance["teacher_sha256"] = hash;
    request.provenance["teacher_share"] = fmt::format("{}", teacher.share);
}

}  // namespace axolemma
