#pragma once

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>

namespace axolemma::test {

/// A small disk of the test's own, in a mount namespace that ends with the test.
class SmallDisk {
  public:
    /// Lets this process mount what no other sees. To be called before Qt Test starts a thread,
    /// which forbids it.
    static void prepare() {
        const auto user = ::getuid();
        const auto group = ::getgid();
        if (::unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) return;
        if (user != 0) {
            std::ofstream("/proc/self/setgroups") << "deny";
            std::ofstream("/proc/self/uid_map") << "0 " << user << " 1";
            std::ofstream("/proc/self/gid_map") << "0 " << group << " 1";
        }
        prepared() = ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
    }

    ~SmallDisk() { unmount(); }

    std::filesystem::path folder() const { return folder_.path().toStdString(); }
    /// `options`: "size=400k" for example. False where this system does not allow it.
    bool mount(const char* options) {
        mounted_ = prepared() && ::mount("tmpfs", folder().c_str(), "tmpfs", 0, options) == 0;
        return mounted_;
    }
    void unmount() {
        if (mounted_) ::umount2(folder().c_str(), MNT_DETACH);
        mounted_ = false;
    }

  private:
    static bool& prepared() {
        static bool value = false;
        return value;
    }

    QTemporaryDir folder_;
    bool mounted_ = false;
};

}  // namespace axolemma::test
