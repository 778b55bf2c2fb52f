extension ExpectationMaximization {
  /// The model after a person's change; this one is left as it was. Unless only the tolerance changed, the next step is an
  /// E half-step.
  public func changed(by change: EMChange) throws(FittingError) -> Self {
    var result: Self
    switch change {
    case .tolerance(let tolerance):
      return try taking(tolerance: tolerance, method: plan.method)
    case .method(let method):
      result = try taking(tolerance: plan.tolerance, method: method)
    case .parameters(let values):
      guard let placed = parameters(free: values) else {
        throw .invalidStart(reason: "the parameter is outside the parameter space")
      }
      result = self
      result.parameters = placed
    default:
      result = try changed(inOwnWayBy: change)
    }
    result.course.restart()
    return result
  }
}
