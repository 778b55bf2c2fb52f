/// How much of a row or column of panels one panel asks for.
public enum Extent: Hashable, Sendable {
  /// Exactly so many cells, as far as they go.
  case cells(Int)
  /// A share of what is left once the fixed extents are served, in proportion to the weight.
  case share(Int)
}

extension Rect {
  /// Cuts the rectangle into columns from left to right. Fixed extents are served first, in order; the shares divide
  /// the rest. The pieces always tile the rectangle from its left edge, and are empty where cells run out.
  public func columns(_ extents: [Extent]) -> [Rect] {
    var x = minX
    return Rect.distribute(extents, over: width).map { part in
      defer { x += part }
      return Rect(x: x, y: minY, width: part, height: height)
    }
  }

  /// Cuts the rectangle into rows from top to bottom, by the rules of `columns`.
  public func rows(_ extents: [Extent]) -> [Rect] {
    var y = minY
    return Rect.distribute(extents, over: height).map { part in
      defer { y += part }
      return Rect(x: minX, y: y, width: width, height: part)
    }
  }

  private static func distribute(_ extents: [Extent], over total: Int) -> [Int] {
    var left = max(0, total)
    var parts = extents.map { extent -> Int in
      guard case .cells(let count) = extent else { return 0 }
      let part = min(max(0, count), left)
      left -= part
      return part
    }
    var weightLeft = extents.reduce(0) { sum, extent in
      if case .share(let weight) = extent { sum + max(0, weight) } else { sum }
    }
    for (index, extent) in extents.enumerated() {
      guard case .share(let weight) = extent, weight > 0 else { continue }
      parts[index] = left * weight / weightLeft
      left -= parts[index]
      weightLeft -= weight
    }
    return parts
  }
}
