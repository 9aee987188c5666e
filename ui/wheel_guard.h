#pragma once

class QWidget;

namespace axolemma {

/// In a panel that is scrolled, the wheel must not change what happens to lie under the mouse: the
/// choices, numbers and sliders of `panel` follow it only once they have the focus.
void guardFromWheel(QWidget& panel);

}  // namespace axolemma
