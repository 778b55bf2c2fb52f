import NumericCore

/// An autoencoder without the rows that it was trained on, as far as it can be used so: to draw from.
extension VariationalAutoencoder {
  /// Whether `archive` says all that drawing takes, which older ones leave to the data.
  public static func standsAlone(_ archive: ModelArchive) -> Bool {
    archive.metadata["model"] == summary.name && archive.metadata["column_names"] != nil
  }

  /// The model that `archive` was made from, where its training stood, with one empty row in the place of its data: the
  /// columns, their units and the labels are those of the data.
  /// - Throws: `.invalidArchive` that says what is missing or does not fit.
  public init(alone archive: ModelArchive) throws(FittingError) {
    let reader = ArchiveReader(archive)
    try reader.expectModel(Self.summary)
    let settings = try AutoencoderSettings(reader)
    let names = ModelArchive.parted(try reader.string("column_names"))
    let d = try reader.count("columns")
    guard d > 0, names.count == d else {
      throw .invalidArchive(reason: "it has \(d) columns and \(names.count) names of columns")
    }
    func transform(_ name: String) throws(FittingError) -> UnitTransform {
      let result = UnitTransform(
        shift: try reader.values("\(name).shift", shape: [d]),
        scale: try reader.values("\(name).scale", shape: [d]))
      guard result.scale.allSatisfy({ $0 > 0 && $0.isFinite }), result.shift.allSatisfy(\.isFinite) else {
        throw .invalidArchive(reason: "tensor \"\(name).scale\" holds a unit that is not positive")
      }
      return result
    }
    var labels: Labels?
    if let levels = archive.metadata["label_levels"].map(ModelArchive.parted), !levels.isEmpty {
      labels = Labels(name: archive.metadata["label_name"] ?? "label", codes: [0], levels: levels)
    }
    let rows = try AutoencoderData(
      name: archive.metadata["data_name"] ?? "", values: [Float](repeating: 0, count: d), columns: d,
      columnNames: names, transform: transform("units"), labels: labels, frame: transform("frame"))
    let layout = try Self.layout(of: rows, settings)
    var parameters = [Double](repeating: 0, count: layout.count)
    try reader.read(layout, into: &parameters)
    self.init(rows: rows, settings: settings, layout: layout, parameters: parameters)
  }
}

extension ModelArchive {
  /// What stands between two names: no text that a person types holds it.
  private static let separator: Character = "\u{1F}"

  /// Names that were put together as one text.
  fileprivate static func parted(_ text: String) -> [String] {
    text.isEmpty ? [] : text.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }

  /// What the columns and the labels of `data` are called, and the units of the columns.
  mutating func addNames(of data: AutoencoderData) {
    guard data.columnNames.count == data.columns else { return }
    let units = data.transform ?? .identity(data.columns)
    tensors["units.shift"] = .init(units.shift)
    tensors["units.scale"] = .init(units.scale)
    metadata["data_name"] = data.name
    metadata["column_names"] = data.columnNames.joined(separator: String(Self.separator))
    if let labels = data.labels {
      metadata["label_name"] = labels.name
      metadata["label_levels"] = labels.levels.joined(separator: String(Self.separator))
    }
  }
}
