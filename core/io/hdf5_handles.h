#pragma once

#include <hdf5.h>

#include <mutex>
#include <utility>

namespace axolemma {

/// An HDF5 identifier that closes itself. All use of HDF5 is under `hdf5Mutex()`, also this.
class Hdf5Handle {
  public:
    Hdf5Handle() = default;
    Hdf5Handle(hid_t id, herr_t (*close)(hid_t)) : id_(id), close_(close) {}
    Hdf5Handle(Hdf5Handle&& other) noexcept
        : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
    Hdf5Handle& operator=(Hdf5Handle&& other) noexcept {
        std::swap(id_, other.id_);
        std::swap(close_, other.close_);
        return *this;
    }
    ~Hdf5Handle() { reset(); }

    void reset() {
        if (id_ >= 0) close_(id_);
        id_ = -1;
    }
    explicit operator bool() const { return id_ >= 0; }
    operator hid_t() const { return id_; }

  private:
    hid_t id_ = -1;
    herr_t (*close_)(hid_t) = nullptr;
};

/// HDF5 may be built without locks of its own.
std::recursive_mutex& hdf5Mutex();

/// Its messages go to standard error unless told otherwise, each time from each thread.
void silenceHdf5();

}  // namespace axolemma
