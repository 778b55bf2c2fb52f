import NumericCore

extension ExpectationMaximization {
  /// The log-likelihood and the bound along a line through the parameter space, for a view.
  ///
  /// The bound takes no pass over the data, the log-likelihood one for each point. On more rows than the request allows,
  /// the gap between the two, KL(q ‖ p_θ(z|x)), is estimated by that of random rows: it stays non-negative, and 0 where
  /// q is the law at θ.
  /// - Throws: a `FittingError` where the line, or θ on it, is outside the parameter space, or `.cancelled`.
  public func slice(
    _ request: SliceRequest, in workspace: Workspace
  ) throws(FittingError) -> MinoriserSlice {
    let line = try SliceLine(request.line, through: self, in: workspace)
    let curves = try SliceCurves(request, along: line, in: workspace)
    let whole = try curves.wholeRange(of: request.line)
    let (middle, half) = (
      (whole.lowerBound + whole.upperBound) / 2, (whole.upperBound - whole.lowerBound) / 2
    )
    let width = request.zoom.isFinite && request.zoom > 0 ? half / request.zoom : half
    let range = (middle - width)...(middle + width)
    let place = request.place ?? line.place
    guard let theta = line.parameters(at: place) else {
      throw .noSlice(reason: "the parameter would be outside its space there")
    }
    let count = max(3, request.points)
    let points = (0..<count).compactMap { index in
      curves.point(at: range.lowerBound + 2 * width * Double(index) / Double(count - 1))
    }
    guard !workspace.cancellation.isCancelled else { throw .cancelled }
    guard let touch = curves.reading(at: curves.lawPlace, step: width / 500),
      let reading = curves.reading(at: place, step: width / 500),
      let maximum = curves.point(at: curves.maximizer(in: range, count: count))
    else {
      throw .noSlice(reason: "the log-likelihood cannot be computed there")
    }
    return MinoriserSlice(
      line: request.line, name: line.name, law: curves.law, bound: curves.bound, range: range,
      points: points, touch: touch, theta: reading, maximum: maximum, next: line.next,
      free: freeParameters(of: theta), rows: curves.rows, totalRows: data.rows)
  }

  /// The slice, or why there is none.
  func sliceResult(
    _ request: SliceRequest, in workspace: Workspace
  ) -> Result<MinoriserSlice, FittingError> {
    do {
      return .success(try slice(request, in: workspace))
    } catch {
      return .failure(error)
    }
  }
}
