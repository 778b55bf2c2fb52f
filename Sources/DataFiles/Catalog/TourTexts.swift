import CAssets

/// The texts of the tour, lesson by lesson, as they are compiled into the program.
public func tourTexts() -> [String] {
  var texts: [String] = []
  while true {
    var length = 0
    guard let start = elbow_asset_lesson(texts.count, &length) else { return texts }
    texts.append(String(decoding: UnsafeBufferPointer(start: start, count: length), as: UTF8.self))
  }
}
