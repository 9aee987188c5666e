#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace axolemma::zoo {

/// A zip file from a stranger. Opening it looks at every entry and refuses, with an `Error` that
/// names the file and the reason: paths that leave the package, links, encryption, entries of one
/// name, more than the limits allow, and what unpacks to a hundred times its size.
class ZipReader {
  public:
    struct Limits {
        std::uint64_t bytes = std::uint64_t{4} << 30;  ///< of all entries, unpacked
        std::size_t entries = 1000;
        /// Unpacked to packed size; entries of less than 64 MiB may be packed tighter.
        double ratio = 100;
    };

    explicit ZipReader(const std::filesystem::path& path) : ZipReader(path, Limits()) {}
    ZipReader(const std::filesystem::path& path, const Limits& limits);
    ~ZipReader();
    ZipReader(const ZipReader&) = delete;
    ZipReader& operator=(const ZipReader&) = delete;

    bool has(const std::string& name) const { return entries_.contains(name); }
    /// Whether it is what torch.jit.save writes.
    bool holdsTorchScript() const;
    /// The bytes of an entry ("./a" is "a"). Throws `Error`: not there, damaged.
    std::string read(const std::string& name) const;
    const std::filesystem::path& path() const { return path_; }

  private:
    struct Closer {
        void operator()(void* archive) const;
    };
    struct Entry {
        std::uint64_t index = 0;
        std::uint64_t size = 0;
    };
    std::filesystem::path path_;
    std::unique_ptr<void, Closer> archive_;
    std::map<std::string, Entry> entries_;
};

/// Whether the file begins as zip files do; a TorchScript file does too.
bool isZip(const std::filesystem::path& path);

/// Writes a zip file, atomically, with the entries in this order. Throws `Error`.
void writeZip(const std::filesystem::path& path,
              const std::vector<std::pair<std::string, std::string>>& entries);

}  // namespace axolemma::zoo
