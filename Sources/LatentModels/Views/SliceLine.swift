import NumericCore

/// A straight line through the parameter space of a model.
struct SliceLine<Model: ExpectationMaximization> {
  /// The model, for its coordinates.
  let model: Model
  /// Where the fit computed q.
  let lawPlace: Double
  /// θ there.
  let lawParameters: Model.Parameters
  /// Where the fit has θ.
  let place: Double
  /// θ_{t+1}, where the line leads to it.
  let next: Double?
  /// What the line measures.
  let name: String
  /// The statistics of q as the fit has it, where the line took them.
  let statistics: Model.Statistics?

  private let origin: [Double]
  private let direction: [Double]
  private let isFree: Bool

  /// The line that `request` asks for.
  init(
    _ request: SliceRequest.Line, through model: Model, in workspace: Workspace
  ) throws(FittingError) {
    self.model = model
    switch request {
    case .step:
      isFree = false
      let known = try model.statisticsOfLaw(in: workspace)
      statistics = known
      name = "step"
      lawPlace = 0
      lawParameters = model.parametersOfLaw
      origin = model.coordinates(of: lawParameters)
      // A damped or over-relaxed step lies on the line to the maximiser, an extrapolated one on a line of its own.
      let isExtrapolated = model.plan.method.maximization == .squarem
      let end =
        model.isAfterMaximization && isExtrapolated
        ? model.parameters : try model.maximizer(of: known)
      let to = model.coordinates(of: end)
      guard origin.count == to.count, (origin + to).allSatisfy(\.isFinite) else {
        throw .noSlice(reason: "the step has an end outside the parameter space")
      }
      direction = zip(to, origin).map { $0 - $1 }
      let length = direction.reduce(0) { $0 + $1 * $1 }
      if model.isAfterMaximization, length > 0 {
        let moved = zip(model.coordinates(of: model.parameters), origin).map { $0 - $1 }
        place = zip(moved, direction).reduce(0) { $0 + $1.0 * $1.1 } / length
        next = place
      } else {
        place = 0
        if case .relaxed(let factor) = model.plan.method.maximization { next = factor } else { next = 1 }
      }
    case .parameter(let index):
      isFree = true
      statistics = nil
      let free = model.freeParameters(of: model.parameters)
      guard free.values.indices.contains(index) else {
        throw .noSlice(reason: "parameter \(index + 1) is not one of the \(free.values.count)")
      }
      name = free.names[index]
      place = free.values[index]
      lawPlace = place
      next = nil
      var zeroed = free.values
      zeroed[index] = 0
      origin = zeroed
      direction = free.values.indices.map { $0 == index ? 1 : 0 }
      // Not θ itself: of several θ with the same law of x, the free parameters stand for one.
      guard let same = model.parameters(free: free.values) else {
        throw .noSlice(reason: "the free parameters do not give the parameter back")
      }
      lawParameters = same
    }
  }

  /// θ at `place`; nil outside the parameter space.
  func parameters(at place: Double) -> Model.Parameters? {
    if place == lawPlace { return lawParameters }
    let values = zip(origin, direction).map { $0 + place * $1 }
    return isFree ? model.parameters(free: values) : model.parameters(atCoordinates: values)
  }
}

extension ExpectationMaximization {
  /// Whether the newest half-step was M, so that q is that of a θ before the present one.
  var isAfterMaximization: Bool {
    course.statistics == nil && course.lastLogLikelihood != nil && course.lawParameters != nil
  }

  /// The θ that q is the law at: that of the newest E half-step, or the present one where it has none.
  var parametersOfLaw: Parameters {
    isAfterMaximization ? course.lawParameters ?? parameters : parameters
  }

  /// The statistics of q as the fit has it: those of the newest E half-step, or, at the start and after a change, of the
  /// one that would be next.
  func statisticsOfLaw(in workspace: Workspace) throws(FittingError) -> Statistics {
    if let statistics = course.statistics { return statistics }
    let kind = plan.method.expectation
    if isAfterMaximization, kind.isAveraged, let average = course.average { return average }
    // Draws are named by the step that made them: the newest E half-step was the last but one.
    let step = isAfterMaximization ? max(0, stepsTaken - 2) : stepsTaken
    return try expectation(kind, at: parametersOfLaw, step: step, in: workspace)
  }
}
