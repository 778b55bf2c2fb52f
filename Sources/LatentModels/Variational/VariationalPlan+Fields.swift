import NumericCore

extension VariationalPlan {
  /// The mixture, PPCA and the toy targets that `data` allow, with their usual settings. The targets bring data of their own.
  static func fieldChoices(for data: DataTable, seed: UInt64) -> [VariationalPlan] {
    let complete = (0..<data.rows).count { row in
      !(0..<data.dimensions).contains { data.values[row, $0].isNaN }
    }
    var choices: [VariationalPlan] = []
    if data.dimensions > 0, complete >= fewestRowsPerComponent * (data.dimensions + 1) * 2 {
      choices.append(.mixtureEncoder(MixtureEncoderSettings(seed: seed)))
    }
    if data.dimensions > RotatedPPCA.latentDimensions, complete > data.dimensions {
      choices.append(.rotatedPPCA(RotatedPPCASettings()))
    }
    return choices + [
      .binaryMeanField(BinaryMeanFieldSettings()), .gaussianMeanField(GaussianMeanFieldSettings()),
    ]
  }

  /// A component needs so many rows for each of its directions and one.
  private static var fewestRowsPerComponent: Int { 2 }

  /// Whether the model has data of its own, whatever table is open.
  public var bringsData: Bool {
    switch self {
    case .binaryMeanField, .gaussianMeanField: true
    default: false
    }
  }
}
