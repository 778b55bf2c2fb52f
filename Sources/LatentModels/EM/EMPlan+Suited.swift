import NumericCore

extension EMPlan {
  /// The plan that a fit of `data` begins with where a person chose none: the model that the table is made for.
  public static func suited(to data: DataTable, seed: UInt64 = 42) -> EMPlan {
    .mixture(MixtureSettings(seed: seed))
  }
}
