extension Canvas {
  /// Draws the straight line between two places, both ends included. It is clipped before it is drawn, so that its cost
  /// is bounded by the size of the canvas. A line with an end that is not finite is not drawn.
  /// - Parameter every: 2 sets every second dot, 3 every third, and so on.
  public mutating func line(from start: DotPoint, to end: DotPoint, _ pen: Pen, every: Int = 1) {
    guard let (start, end) = clipped(start, end) else { return }
    // A length that is a whole number but for rounding errors, which differ from one kind of processor to another, is that number.
    let steps = Int((max(abs(end.x - start.x), abs(end.y - start.y)) - 1e-6).rounded(.up))
    guard steps > 0 else { return dot(start.x, start.y, pen) }
    for step in stride(from: 0, through: steps, by: max(1, every)) {
      let share = Double(step) / Double(steps)
      dot(start.x + share * (end.x - start.x), start.y + share * (end.y - start.y), pen)
    }
  }

  /// The part of a line that lies on the canvas: cut at the left and right edges, then at the upper and lower ones.
  private func clipped(_ start: DotPoint, _ end: DotPoint) -> (DotPoint, DotPoint)? {
    guard start.x.isFinite, start.y.isFinite, end.x.isFinite, end.y.isFinite, width > 0, height > 0 else {
      return nil
    }
    guard let (left, right) = Canvas.cut(start, end, at: Double(width)) else { return nil }
    guard let (top, bottom) = Canvas.cut(left.transposed, right.transposed, at: Double(height)) else {
      return nil
    }
    return (top.transposed, bottom.transposed)
  }

  /// The part of a line whose x lies on `count` dots. An end beyond an edge moves onto it: its x is then the edge's, free
  /// of rounding, and its y is interpolated. Halves, because the difference of two huge numbers would overflow.
  private static func cut(_ start: DotPoint, _ end: DotPoint, at count: Double) -> (DotPoint, DotPoint)? {
    let first = -0.5
    let last = count - 0.5 - 1e-6
    guard max(start.x, end.x) >= first, min(start.x, end.x) <= last else { return nil }
    func moved(_ point: DotPoint) -> DotPoint {
      let edge = min(max(point.x, first), last)
      guard edge != point.x else { return point }
      let share = (edge / 2 - start.x / 2) / (end.x / 2 - start.x / 2)
      return DotPoint(edge, start.y * (1 - share) + end.y * share)
    }
    return (moved(start), moved(end))
  }

  /// Draws lines from each place to the next. A place that is not finite leaves a gap; a place between two gaps is a dot.
  public mutating func polyline(_ places: some Sequence<DotPoint>, _ pen: Pen, every: Int = 1) {
    var previous: DotPoint?
    var isAlone = false
    for place in places {
      guard place.x.isFinite, place.y.isFinite else {
        if isAlone, let previous { dot(previous.x, previous.y, pen) }
        previous = nil
        isAlone = false
        continue
      }
      if let previous { line(from: previous, to: place, pen, every: every) }
      isAlone = previous == nil
      previous = place
    }
    if isAlone, let previous { dot(previous.x, previous.y, pen) }
  }
}

extension DotPoint {
  fileprivate var transposed: DotPoint { DotPoint(y, x) }
}
