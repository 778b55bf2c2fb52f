import CellGrid

/// Colours from little to much, in steps that look even.
public struct ColorRamp: Hashable, Sendable {
  /// The steps, the one for the lowest level first. Empty where there is no colour: shades stand in.
  public let colors: [Color]

  /// A ramp of those steps.
  public init(_ colors: [Color]) { self.colors = colors }

  /// A ramp of `count` steps through `anchors`, which are evenly spaced, mixed in OKLab.
  public init(through anchors: [Color], count: Int) {
    guard anchors.count > 1, count > 1 else {
      self.init(anchors)
      return
    }
    self.init(
      (0..<count).map { step in
        let place = Double(step) / Double(count - 1) * Double(anchors.count - 1)
        let index = min(Int(place), anchors.count - 2)
        return anchors[index].mixed(with: anchors[index + 1], share: place - Double(index))
      })
  }

  /// The colour for `level` in 0...1; levels outside take the nearest end. Nil for no colours, or not a number.
  public func color(_ level: Double) -> Color? {
    guard !colors.isEmpty, !level.isNaN else { return nil }
    return colors[Int(min(max(level, 0), 1) * Double(colors.count - 1) + 0.5)]
  }
}
