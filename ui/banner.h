#pragma once

#include <QWidget>
#include <functional>

namespace axolemma {

/// Notes to the user above the picture, each in a strip that can be closed; nothing waits for them.
class BannerArea : public QWidget {
    Q_OBJECT
  public:
    explicit BannerArea(QWidget* parent = nullptr);

    /// Shows a sentence; with `actionText` also a button that calls `action`. A strip of the same
    /// `name` is replaced.
    void show(const QString& name, const QString& sentence, const QString& actionText = {},
              std::function<void()> action = {});
    void hide(const QString& name);
    void clear();
};

}  // namespace axolemma
