#include "segmentation/crop_loader.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace axolemma {

CropLoader::CropLoader(std::vector<CropSource> sources, Settings settings)
    : sources_(std::move(sources)), settings_(std::move(settings)) {
    ring_.resize(static_cast<std::size_t>(std::max(1, settings_.ahead)));
    for (Batch& batch : ring_) batch.crops.resize(static_cast<std::size_t>(settings_.batch));
    for (int i = 0; i < std::max(1, settings_.threads); ++i) {
        threads_.emplace_back([this](std::stop_token stop) { work(std::move(stop)); });
    }
}

CropLoader::~CropLoader() {
    for (auto& thread : threads_) thread.request_stop();
}

const TrainingSet& CropLoader::sourceOf(std::int64_t step, int k) const {
    if (sources_.size() == 1) return *sources_.front().set;
    double all = 0;
    for (const CropSource& source : sources_) all += source.weight;
    // Evenly through the run, so that every few steps see each: the golden ratio's multiples.
    constexpr double kGolden = 0.6180339887498949;
    const double number = static_cast<double>(step) * settings_.batch + k + 1;
    double at = all * (number * kGolden - std::floor(number * kGolden));
    for (const CropSource& source : sources_)
        if ((at -= source.weight) < 0) return *source.set;
    return *sources_.back().set;
}

void CropLoader::work(std::stop_token stop) {
    const auto ahead = static_cast<std::int64_t>(ring_.size());
    std::unique_lock lock(mutex_);
    while (true) {
        const bool room = room_.wait(lock, stop, [&] {
            return failure_ || nextCrop_ / settings_.batch < firstBatch_ + ahead;
        });
        if (!room || stop.stop_requested() || failure_) return;
        const std::int64_t number = nextCrop_++;
        const std::int64_t batch = number / settings_.batch;
        const int k = static_cast<int>(number % settings_.batch);
        lock.unlock();
        Crop crop;
        std::exception_ptr failure;
        try {
            const std::int64_t step = settings_.firstStep + batch;
            crop = makeCrop(sourceOf(step, k), settings_.size, settings_.augmentation,
                            settings_.seed, step, k);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        if (failure) {
            if (!failure_) failure_ = failure;
            ready_.notify_all();
            room_.notify_all();
            return;
        }
        Batch& slot = ring_[static_cast<std::size_t>(batch % ahead)];
        slot.crops[static_cast<std::size_t>(k)] = std::move(crop);
        if (++slot.finished == settings_.batch) ready_.notify_all();
    }
}

std::vector<Crop> CropLoader::next() {
    std::unique_lock lock(mutex_);
    Batch& slot = ring_[static_cast<std::size_t>(firstBatch_) % ring_.size()];
    const auto ready = [&] { return failure_ || slot.finished == settings_.batch; };
    if (!ready()) {
        const auto start = std::chrono::steady_clock::now();
        ready_.wait(lock, ready);
        waited_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }
    if (failure_) std::rethrow_exception(failure_);
    std::vector<Crop> crops(static_cast<std::size_t>(settings_.batch));
    std::swap(crops, slot.crops);
    slot.finished = 0;
    ++firstBatch_;
    lock.unlock();
    room_.notify_all();
    return crops;
}

}  // namespace axolemma
