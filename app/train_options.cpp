#include "app/train_options.h"

namespace axolemma {

void addArchitecture(CLI::App& command, Architecture& architecture) {
    const char* group = "Architecture";
    architecture = Architecture::recommended();
    command
        .add_flag_callback(
            "--paper",
            [&architecture] {
                architecture = {.width = architecture.width,
                                .inputSlices = architecture.inputSlices};
            },
            "the network of Chen et al. 2016: none of the extras below (its width was 64)")
        ->trigger_on_parse()
        ->group(group);
    command.add_option("--width", architecture.width, "feature maps of the first stage")
        ->type_name("W")
        ->check(CLI::Range(4, 128))
        ->capture_default_str()
        ->group(group);
    command
        .add_flag("--full-resolution,!--no-full-resolution", architecture.fullResolution,
                  "a fourth side output, C0, at full resolution")
        ->group(group);
    command
        .add_flag("--batch-norm,!--no-batch-norm", architecture.batchNorm, "batch normalisation")
        ->group(group);
    command
        .add_flag("--decoder,!--no-decoder", architecture.decoder,
                  "side outputs see the coarser stages too, and are upsampled bilinearly")
        ->group(group);
    command
        .add_option("--slices-in", architecture.inputSlices,
                    "neighbouring slices that the network sees as channels")
        ->type_name("1|3|5")
        ->check(CLI::IsMember({1, 3, 5}))
        ->capture_default_str()
        ->group(group);
}

void addSchedule(CLI::App& command, TrainingRequest& request) {
    const char* group = "Schedule";
    CLI::Option* steps = command
                             .add_option("--steps", request.steps,
                                         "steps to train for; 0 (with --from): only score the "
                                         "model and fit how labels are made of its maps")
                             ->type_name("N")
                             ->check(CLI::Range(0, 100000000))
                             ->capture_default_str()
                             ->group(group);
    command.add_option("--minutes", request.minutes, "minutes to train for, in place of --steps")
        ->type_name("M")
        ->check(CLI::PositiveNumber)
        ->excludes(steps)
        ->group(group);
    command.add_option("--batch", request.batch, "crops in a step")
        ->type_name("N")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str()
        ->group(group);
    command.add_option("--crop", request.crop, "side of a crop in pixels, a multiple of 8")
        ->type_name("PIXELS")
        ->check(CLI::Range(32, 4096))
        ->capture_default_str()
        ->group(group);
    command.add_option("--learning-rate", request.learningRate, "the highest of the schedule")
        ->type_name("R")
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(group);
    command.add_option("--weight-decay", request.weightDecay, "L2 penalty of the weights")
        ->type_name("R")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->group(group);
    command
        .add_option("--topology-weight", request.topologyWeight,
                    "weight of the loss at the pixels that decide what is connected (MALIS)")
        ->type_name("W")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str()
        ->group(group);
    command.add_option("--seed", request.seed, "the same seed gives the same crops")
        ->type_name("S")
        ->capture_default_str()
        ->group(group);
    command
        .add_flag("--resume", request.resume,
                  "go on from the checkpoint beside the output, as if never interrupted")
        ->group(group);
    command
        .add_option("--checkpoint-seconds", request.checkpointSeconds,
                    "seconds between checkpoints")
        ->type_name("S")
        ->check(CLI::PositiveNumber)
        ->capture_default_str()
        ->group(group);
}

void addMachine(CLI::App& command, TrainingRequest& request) {
    const char* group = "Machine";
    command.add_option("--device", request.device, "auto, cpu, cuda or cuda:N")
        ->type_name("DEVICE")
        ->capture_default_str()
        ->group(group);
    command.add_option("--threads", request.threads, "CPU threads of the network; 0 = all cores")
        ->type_name("N")
        ->check(CLI::Range(0, 1024))
        ->capture_default_str()
        ->group(group);
    command.add_option("--crop-threads", request.cropThreads, "threads that make crops")
        ->type_name("N")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str()
        ->group(group);
}

}  // namespace axolemma
