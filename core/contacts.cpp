#include "core/contacts.h"

#include <algorithm>
#include <cassert>

#include "core/line_pixels.h"

namespace axolemma {

std::vector<Contact> contactsOf(ImageView<const std::uint32_t> regions,
                                ImageView<const float> membrane) {
    assert(regions.width() == membrane.width() && regions.height() == membrane.height());
    std::vector<Contact> pixels;
    detail::forEachLinePixel(regions, [&](int x, int y, std::span<const std::uint32_t> beside) {
        for (std::size_t i = 0; i < beside.size(); ++i)
            for (std::size_t k = i + 1; k < beside.size(); ++k)
                pixels.push_back({beside[i], beside[k], 1, membrane(x, y)});
    });
    // Stable, so that sums do not depend on how equal ones were sorted.
    std::stable_sort(pixels.begin(), pixels.end(), [](const Contact& p, const Contact& q) {
        return p.a != q.a ? p.a < q.a : p.b < q.b;
    });
    std::vector<Contact> contacts;
    for (std::size_t first = 0; first < pixels.size();) {
        Contact contact = pixels[first];
        std::size_t last = first + 1;
        for (; last < pixels.size() && pixels[last].a == contact.a && pixels[last].b == contact.b;
             ++last) {
            ++contact.pixels;
            contact.membrane += pixels[last].membrane;
        }
        contacts.push_back(contact);
        first = last;
    }
    return contacts;
}

}  // namespace axolemma
