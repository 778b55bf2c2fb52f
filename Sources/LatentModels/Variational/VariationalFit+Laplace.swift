import NumericCore

extension VariationalFit {
  /// M under Laplace's approximation: one step of BFGS on the approximation itself, in which the laws follow θ. Its value is
  /// no bound, so the exact likelihood beside it may be on either side.
  mutating func ascend(in workspace: Workspace) throws(FittingError) -> StepEvent {
    let decoder = decoder
    let objective: QuasiNewton.Objective = { (place) throws(FittingError) in
      try decoder.laplaceAndGradient(at: place, in: workspace)
    }
    var ascent: QuasiNewton
    if let begun = self.ascent, begun.point == theta {
      ascent = begun
    } else {
      ascent = try QuasiNewton(at: theta, objective)
    }
    let before = ascent.value
    try ascent.step(tolerance: 1e-13 * max(1, decoder.observations), objective)
    let exact = try logLikelihood(at: ascent.point, ifCheapIn: workspace, unless: false)
    theta = ascent.point
    self.ascent = ascent
    return course.maximization(
      shown: Objective(.estimate(standardError: 0), nats: ascent.value - decoder.unitOffset),
      logLikelihood: exact, gain: ascent.value - before)
  }
}

extension QuasiNewton {
  /// Adds the ascent to an archive.
  func archive(in archive: inout ModelArchive) {
    archive.tensors["ascent.point"] = .init(point)
    archive.tensors["ascent.value"] = .init([value])
    archive.tensors["ascent.gradient"] = .init(gradient)
    archive.tensors["ascent.curvature"] = .init(
      shape: [point.count, point.count], values: inverseCurvature.storage)
    archive.tensors["ascent.state"] = .init([hasLearnt ? 1 : 0, hasSettled ? 1 : 0])
  }

  /// The ascent in an archive; nil where it holds none.
  init?(reading reader: ArchiveReader, coordinates count: Int) throws(FittingError) {
    guard reader.has("ascent.point") else { return nil }
    let state = try reader.values("ascent.state", shape: [2])
    self.init(
      point: try reader.values("ascent.point", shape: [count]),
      value: try reader.values("ascent.value", shape: [1])[0],
      gradient: try reader.values("ascent.gradient", shape: [count]),
      inverseCurvature: Matrix(
        rows: count, columns: count, storage: try reader.values("ascent.curvature", shape: [count, count])),
      hasLearnt: state[0] == 1, hasSettled: state[1] == 1)
  }
}
