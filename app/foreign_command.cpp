#include <memory>

#include "app/commands.h"
#include "segmentation/library.h"

namespace axolemma {

void addForeignCommand(Commands& commands) {
    // What ForeignProcess starts: requests come in at 0, replies go out at 3.
    constexpr int kRequests = 0, kReplies = 3;
    commands
        .add("foreign-model", "Run a model of others for another process of Axolemma.",
             "axolemma foreign-model",
             [](Session&) { return segmentationLibrary().serveForeignModel(kRequests, kReplies); })
        ->group("");
}

}  // namespace axolemma
