import NumericCore

extension ItemResponseDecoder {
  /// Newton's method on Σ_i E_{q_i} g_i, which is concave in θ: item by item where each has its slope, jointly where all have
  /// one.
  public func maximizer(
    from theta: [Double], under laws: some LawSource, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    // Slopes that Newton's steps may come to.
    let steepest = 1.5 * (theta[items...].map { abs($0) }.max() ?? 1)
    let sums = try ItemSums(patterns, under: laws, self, steepest: steepest, in: workspace)
    // Far below what an iteration gains where it still matters.
    let tolerance = 1e-13 * max(1, observations)
    return kind == .rasch
      ? try common(from: theta, sums, tolerance: tolerance, in: workspace)
      : try separate(from: theta, sums, tolerance: tolerance, in: workspace)
  }

  /// Each item by itself: two coordinates.
  private func separate(
    from theta: [Double], _ sums: ItemSums, tolerance: Double, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let items = items
    let found: [Result<[Double], FittingError>] = workspace.pool.map(shards: items) { j in
      Result { () throws(FittingError) in
        try newtonMaximum(from: [theta[j], theta[items + j]], tolerance: tolerance) { place in
          sums.parabola(ofItem: j, intercept: place[0], slope: place[1])
        }.point
      }
    }
    var result = theta
    for (j, found) in found.enumerated() {
      let place = try found.get()
      (result[j], result[items + j]) = (place[0], place[1])
    }
    return result
  }

  /// All intercepts and the one slope.
  private func common(
    from theta: [Double], _ sums: ItemSums, tolerance: Double, in workspace: Workspace
  ) throws(FittingError) -> [Double] {
    let items = items
    return try newtonMaximum(from: theta, tolerance: tolerance) { place in
      let parts = workspace.pool.map(shards: items) { j in
        sums.parabola(ofItem: j, intercept: place[j], slope: place[items])
      }
      var total = LocalParabola(coordinates: items + 1)
      for (j, part) in parts.enumerated() {
        total.value += part.value
        total.gradient[j] = part.gradient[0]
        total.gradient[items] += part.gradient[1]
        total.curvature[j, j] = part.curvature[0, 0]
        total.curvature[j, items] = part.curvature[0, 1]
        total.curvature[items, j] = part.curvature[0, 1]
        total.curvature[items, items] += part.curvature[1, 1]
      }
      return total
    }.point
  }
}

/// What the laws of all patterns come to for the items: expected sums over those who answered 1, and the nodes of all who
/// answered, gathered (Bock & Aitkin, 1981).
private struct ItemSums: Sendable {
  /// Σ w_i over the patterns that answer 1, for each item.
  var right: [Double]
  /// Σ w_i E Z over them.
  var rightZ: [Double]
  /// The nodes of the patterns that answer the same items, with w_i times their weights.
  var nodes: [WeightedNodes]
  /// Which items those are.
  let masks: [[Bool]]

  init(
    _ patterns: ItemPatterns, under laws: some LawSource, _ decoder: ItemResponseDecoder, steepest: Double,
    in workspace: Workspace
  ) throws(FittingError) {
    masks = patterns.masks
    right = Array(repeating: 0, count: patterns.items)
    rightZ = right
    nodes = Array(repeating: WeightedNodes(), count: masks.count)
    let parts = try decoder.mapUnits(in: workspace) { units in
      var part = (
        right: [Double](repeating: 0, count: patterns.items),
        rightZ: [Double](repeating: 0, count: patterns.items), nodes: [(mask: Int, nodes: WeightedNodes)]()
      )
      var own = WeightedNodes()
      for unit in units {
        laws.fill(&own, forUnit: unit)
        let weight = patterns.weights[unit]
        for k in own.weights.indices { own.weights[k] *= weight }
        let total = own.weights.reduce(0, +)
        let first = dot(own.weights, own.z)
        for (j, answer) in patterns.row(unit).enumerated() where answer == 1 {
          part.right[j] += total
          part.rightZ[j] += first
        }
        let mask = patterns.maskOfPattern[unit]
        if part.nodes.last?.mask != mask { part.nodes.append((mask, WeightedNodes())) }
        part.nodes[part.nodes.count - 1].nodes.z += own.z
        part.nodes[part.nodes.count - 1].nodes.weights += own.weights
      }
      return part
    }
    for part in parts {
      for j in right.indices {
        right[j] += part.right[j]
        rightZ[j] += part.rightZ[j]
      }
      for (mask, own) in part.nodes {
        nodes[mask].z += own.z
        nodes[mask].weights += own.weights
      }
    }
    for mask in nodes.indices { nodes[mask] = nodes[mask].gathered(steepest: steepest) }
  }

  /// E log p of the answers to an item, c R + a S − Σ w log(1 + e^(c + az)), as a parabola in (c, a).
  func parabola(ofItem j: Int, intercept c: Double, slope a: Double) -> LocalParabola {
    var sums = LogisticSums()
    for (mask, nodes) in zip(masks, nodes) where mask[j] {
      sums += LogisticSums(nodes, intercept: c, slope: a)
    }
    return LocalParabola(
      value: c * right[j] + a * rightZ[j] - sums.softplus,
      gradient: [right[j] - sums.share, rightZ[j] - sums.shareZ],
      curvature: Matrix([[sums.spread, sums.spreadZ], [sums.spreadZ, sums.spreadZZ]]))
  }
}
