extension Canvas {
  /// Draws the straight line between two places, both ends included. It is clipped before it is drawn, so that its cost
  /// is bounded by the size of the canvas. A line with an end that is not finite is not drawn.
  /// - Parameter every: 2 sets every second dot, 3 every third, and so on.
  public mutating func line(from start: DotPoint, to end: DotPoint, _ pen: Pen, every: Int = 1) {
    guard let (start, end) = clipped(start, end) else { return }
    let steps = Int(max(abs(end.x - start.x), abs(end.y - start.y)).rounded(.up))
    guard steps > 0 else { return dot(start.x, start.y, pen) }
    for step in stride(from: 0, through: steps, by: max(1, every)) {
      let share = Double(step) / Double(steps)
      dot(start.x + share * (end.x - start.x), start.y + share * (end.y - start.y), pen)
    }
  }

  /// The part of a line that lies on the canvas (Liang & Barsky, 1984): the line is start + t (end − start), each edge
  /// narrows the range of t, and nothing is left when the range is empty.
  private func clipped(_ start: DotPoint, _ end: DotPoint) -> (DotPoint, DotPoint)? {
    guard start.x.isFinite, start.y.isFinite, end.x.isFinite, end.y.isFinite else { return nil }
    var enters = 0.0
    var leaves = 1.0
    // Halves, because the difference of two huge numbers would overflow.
    func narrow(_ from: Double, _ to: Double, _ lower: Double, _ upper: Double) -> Bool {
      let span = to / 2 - from / 2
      if span == 0 { return from >= lower && from <= upper }
      let first = (lower / 2 - from / 2) / span
      let second = (upper / 2 - from / 2) / span
      enters = max(enters, min(first, second))
      leaves = min(leaves, max(first, second))
      return enters <= leaves
    }
    let right = Double(width) - 0.5
    let bottom = Double(height) - 0.5
    guard width > 0, height > 0, narrow(start.x, end.x, -0.5, right), narrow(start.y, end.y, -0.5, bottom)
    else { return nil }
    // Interpolated ends may miss the edge by a rounding: they are pulled back inside, below the upper edges.
    func place(_ share: Double) -> DotPoint {
      if share == 0 || share == 1 { return share == 0 ? start : end }
      let x = start.x * (1 - share) + end.x * share
      let y = start.y * (1 - share) + end.y * share
      return DotPoint(min(max(x, -0.5), right.nextDown), min(max(y, -0.5), bottom.nextDown))
    }
    return (place(enters), place(leaves))
  }

  /// Draws lines from each place to the next. A place that is not finite leaves a gap; a place between two gaps is a dot.
  public mutating func polyline(_ places: some Sequence<DotPoint>, _ pen: Pen) {
    var previous: DotPoint?
    var isAlone = false
    for place in places {
      guard place.x.isFinite, place.y.isFinite else {
        if isAlone, let previous { dot(previous.x, previous.y, pen) }
        previous = nil
        isAlone = false
        continue
      }
      if let previous { line(from: previous, to: place, pen) }
      isAlone = previous == nil
      previous = place
    }
    if isAlone, let previous { dot(previous.x, previous.y, pen) }
  }
}
