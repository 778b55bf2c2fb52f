import NumericCore

extension LadderStudy {
  /// The ladder that `archive` was made from, on the data that it was begun with: what was done stands, and what was not is to be
  /// done. A rung that was under way begins anew, and every rung comes to the same bits as if nothing had been saved.
  ///
  ///     data    the table as it was opened then
  ///     clock   seconds, from any beginning; without one nothing is timed
  /// - Throws: `.invalidArchive` that says what is missing or does not fit; what a ladder of these data throws.
  public init(
    archive: ModelArchive, data: DataTable, clock: @escaping @Sendable () -> Double = { 0 }
  ) throws(FittingError) {
    let plan = try LadderPlan(archive: archive)
    let settings = try LadderSettings(archive: archive)
    let reader = ArchiveReader(archive)
    var rows = try LadderRows(data, heldOut: nil, settings)
    if settings.holdout == 0, reader.has("held_out") {
      rows = rows.holdingOut(try reader.heldOutRows(columns: rows.training.dimensions))
    }
    self.init(rows: rows, plan: plan, settings: settings, clock: clock)
    var fits: [String: RungFit] = [:]
    for rung in plan.rungs {
      let name = rung.rawValue
      if let reason = reader.optional("\(name).failure") {
        keep(.failed(reason))
      } else if let place = reader.optional("\(name).fitted_for") {
        let fit: RungFit
        if let known = fits[place] {
          fit = known
        } else {
          fit = try RungFit(archive: archive.part("\(place).fit."), data: rows.training)
          fits[place] = fit
        }
        keep(
          .known(try RungResult(rung, fit, archive: archive.part("\(name)."), rows, settings: settings)))
      } else {
        break
      }
    }
    let done = findings.entries.prefix(next).map(\.rung.rawValue)
    for rung in plan.rungs.dropFirst(next).map(\.rawValue) where reader.optional("\(rung).fitted_for") != nil
    {
      throw .invalidArchive(
        reason: "rung \(rung) is done, and one before it is not (\(done.last ?? "none") is)")
    }
  }
}

extension LadderRows {
  /// The same with other rows held out, in the units of the fit.
  func holdingOut(_ values: Matrix<Double>) -> LadderRows {
    LadderRows(
      training: training,
      heldOut: DataTable(
        name: training.name, values: values, columnNames: training.columnNames,
        transform: training.transform, imageShape: training.imageShape, pixelScale: training.pixelScale),
      notes: notes)
  }

  private init(training: DataTable, heldOut: DataTable?, notes: [String]) {
    (self.training, self.heldOut, self.notes) = (training, heldOut, notes)
  }
}

extension ArchiveReader {
  /// Rows held out that another file brought: m × D.
  fileprivate func heldOutRows(columns: Int) throws(FittingError) -> Matrix<Double> {
    let shape = try shape(of: "held_out")
    guard shape.count == 2, (1...1_000_000).contains(shape[0]), shape[1] == columns else {
      throw .invalidArchive(reason: "tensor \"held_out\" has shape \(shape), not [rows, \(columns)]")
    }
    let values = try values("held_out", shape: shape)
    guard values.allSatisfy({ abs($0) < DataLimits.largestValue }) else {
      throw .invalidArchive(reason: "tensor \"held_out\" holds a value that is too large to square")
    }
    return Matrix(rows: shape[0], columns: columns, storage: values)
  }
}
