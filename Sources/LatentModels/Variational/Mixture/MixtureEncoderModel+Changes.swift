import NumericCore

extension MixtureEncoderModel {
  /// The fit after a person's change.
  /// - Throws: `.invalidSetting` for what it cannot take.
  public func changed(by change: VariationalChange) throws(FittingError) -> MixtureEncoderModel {
    var changed = self
    switch change {
    case .mixtureEncoder(let encoder): try changed.take(encoder)
    case .method(.exact): try changed.take(.exact)
    case .method(.encoder(let kind)):
      guard let encoder = MixtureEncoder(kind) else { throw refusal(of: change) }
      try changed.take(encoder)
    case .family(let family):
      changed.mixture = try mixture.changed(by: .family(family))
      changed.settings.family = family
    case .components(let count):
      changed.mixture = try mixture.changed(by: .components(count))
      changed.settings.components = count
      changed.settings.start = changed.mixture.settings.start
      changed.law = .even
      _ = try changed.freshEncoder()
    case .coordinates(let coordinates):
      guard let placed = mixture.parameters(atCoordinates: coordinates) else {
        throw .invalidSetting(
          name: "parameter", found: "\(coordinates.count) numbers",
          expected: "the coordinates of a mixture whose density can be computed")
      }
      changed.mixture.parameters = placed
    case .tolerance(let tolerance):
      try FittingError.validate(tolerance: tolerance)
      changed.settings.tolerance = tolerance
      return changed
    default: throw refusal(of: change)
    }
    changed.course.restart()
    return changed
  }

  private mutating func take(_ encoder: MixtureEncoder) throws(FittingError) {
    settings.encoder = encoder
    law = .even
    _ = try freshEncoder()
  }
}
