import LatentModels

/// What a person chose about the accounts below the rows.
struct AccountChoice: Hashable, Sendable {
  /// The reverse variance of the bounds, the same for all rows.
  var variance = ReverseVariance.optimal
  /// How rows are carried to noise.
  var route = RouteRequest()

  /// The variances that a key goes through.
  static let variances: [ReverseVariance] = [.lower, .upper, .optimal]
  /// The numbers of steps that keys go through.
  static let steps = [10, 25, 50, 100, 200, 400]
}
