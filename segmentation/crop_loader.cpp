#include "segmentation/crop_loader.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace axolemma {

CropLoader::CropLoader(const TrainingSet& set, Settings settings)
    : set_(set), settings_(std::move(settings)) {
    ring_.resize(static_cast<std::size_t>(std::max(1, settings_.ahead)));
    for (Batch& batch : ring_) batch.crops.resize(static_cast<std::size_t>(settings_.batch));
    for (int i = 0; i < std::max(1, settings_.threads); ++i) {
        threads_.emplace_back([this](std::stop_token stop) { work(std::move(stop)); });
    }
}

CropLoader::~CropLoader() {
    for (auto& thread : threads_) thread.request_stop();
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
            crop = makeCrop(set_, settings_.size, settings_.augmentation, settings_.seed,
                            settings_.firstStep + batch, k);
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
