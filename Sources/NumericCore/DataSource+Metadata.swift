extension DataSource {
  /// The source as named strings, for the metadata of a saved run.
  public var metadata: [String: String] {
    var result: [String: String] = [
      "data.location": location, "data.sha256": sha256, "data.standardized": String(standardized),
      "data.missing": completeRowsOnly ? "drop" : "keep",
    ]
    // A column's name may hold any character, so names are counted, not separated.
    for (index, column) in (columns ?? []).enumerated() { result["data.column.\(index)"] = column }
    if let label { result["data.label"] = label }
    if let labelFile { result["data.labels"] = labelFile }
    if let weights { result["data.weights"] = weights }
    if let count { result["data.count"] = String(count) }
    if let seed { result["data.seed"] = String(seed) }
    if let holdout {
      result["data.holdout"] = String(holdout.fraction)
      result["data.holdout_seed"] = String(holdout.seed)
    }
    return result
  }

  /// The source that `metadata` was made from; nil if it names no location.
  public init?(metadata: [String: String]) {
    guard let location = metadata["data.location"], !location.isEmpty else { return nil }
    var columns: [String] = []
    while let column = metadata["data.column.\(columns.count)"] { columns.append(column) }
    self.init(
      location: location, columns: columns.isEmpty ? nil : columns, label: metadata["data.label"],
      labelFile: metadata["data.labels"], weights: metadata["data.weights"],
      standardized: metadata["data.standardized"] == "true",
      count: metadata["data.count"].flatMap(Int.init),
      seed: metadata["data.seed"].flatMap(UInt64.init), sha256: metadata["data.sha256"] ?? "")
    // Files written before missing values could be fitted had none.
    completeRowsOnly = metadata["data.missing"] != "keep"
    if let fraction = metadata["data.holdout"].flatMap(Double.init),
      let seed = metadata["data.holdout_seed"].flatMap(UInt64.init)
    {
      holdout = Holdout(fraction: fraction, seed: seed)
    }
  }
}
