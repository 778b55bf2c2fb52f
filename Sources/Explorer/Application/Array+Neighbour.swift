extension Array where Element: Equatable {
  /// The element so many places after `element`, or before it, round and round; the first if it is not there.
  func neighbour(of element: Element, by places: Int = 1) -> Element {
    guard let index = firstIndex(of: element) else { return self[0] }
    return self[((index + places) % count + count) % count]
  }
}
