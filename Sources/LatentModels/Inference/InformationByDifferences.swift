import NumericCore

extension ExpectationMaximization {
  /// What the data say about each free parameter, by differences.
  public func information(in workspace: Workspace) throws(FittingError) -> ObservedInformation {
    throw .cancelled
  }
}
