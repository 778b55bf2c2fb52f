import NumericCore

extension ArchiveReader {
  /// Refuses an archive of another model.
  func expectModel(_ summary: ModelSummary) throws(FittingError) {
    let name = try string("model")
    guard name == summary.name else {
      throw .invalidArchive(reason: "it holds a model of kind \(name), not \(summary.name)")
    }
  }

  /// The settings that all models have.
  func readSettings(into settings: inout some EMSettings) throws(FittingError) {
    settings.tolerance = try number("tolerance", Double.init)
    settings.seed = try number("seed", UInt64.init)
    settings.method = try method()
  }

  /// The entropy of a law and the standard error of an estimate, where they were kept.
  func entropyAndError(_ prefix: String) throws(FittingError) -> (entropy: Double?, error: Double?) {
    func number(_ name: String) throws(FittingError) -> Double? {
      has(prefix + name) ? try values(prefix + name, shape: [1])[0] : nil
    }
    let error = try number("standard_error")
    guard error ?? 0 >= 0 else { throw .invalidArchive(reason: "a standard error is negative") }
    return (try number("entropy"), error)
  }
}
