/// Why a fit cannot start or go on. What failed is the case; how it is said stands in `FittingError+Sentence.swift`.
public enum FittingError: Error, Hashable, Sendable {
  /// There are fewer rows than components.
  case tooFewRows(rows: Int, components: Int)
  /// There are fewer different rows than components, so no start can tell the components apart.
  case tooFewDistinctRows(distinct: Int, components: Int)
  /// There is nothing to fit: no rows, or no columns.
  case noData
  /// A value is infinite or so large that its square is not a number.
  case valueOutOfRange(row: Int, column: String, value: Double)
  /// A column, or what is left of it, has no value at all.
  case emptyColumn(name: String)
  /// A column has one value only: a density along it would be infinite.
  case constantColumn(name: String)
  /// A setting is outside what it may be.
  case invalidSetting(name: String, found: String, expected: String)
  /// The covariance of a component, counted from 0, is no longer positive definite.
  case degenerateComponent(Int, rows: Double, ridge: Double)
  /// A component, counted from 0, has lost all its rows.
  case emptyComponent(Int, rows: Double)
  /// A covariance is singular to working precision.
  case singularCovariance
  /// There are no labels that could be groups.
  case noGroups
  /// A row, by its number in the source, has a response and no group.
  case ungroupedRow(row: Int)
  /// Groups that cannot tell the variance within from that between.
  case tooFewGroups(groups: Int, rows: Int)
  /// A table is not one of four counts.
  case notFourCounts(found: String)
  /// An answer to an item, in a row by its number in the source, is neither 0 nor 1.
  case notBinary(row: Int, column: String, value: Double)
  /// An item was answered the same by everyone.
  case sameAnswer(column: String, answer: Int)
  /// There are fewer items than tell the model's parameters apart.
  case tooFewItems(items: Int, fewest: Int)
  /// A count, in a row by its number in the source, is not what it must be.
  case notACount(row: Int, column: String, found: String, expected: String)
  /// Some of the coefficients of a logistic model have no finite estimate.
  case separated(reason: String, remedy: String)
  /// A column of a design is determined by the others.
  case dependentColumns(name: String)
  /// A value of a factor was not among those that the model was fitted to.
  case unknownLevel(name: String)
  /// A row lies so far from every component that its density is 0 in the range of Double.
  case unreachedRow
  /// There are more columns than a covariance is kept for.
  case tooManyColumns(count: Int, limit: Int)
  /// A row, by its number in the source, does not count a whole number of times, so it is not so many observations.
  case weightsAreNotCounts(row: Int, weight: Double)
  /// The rows stand for more observations than are drawn one by one.
  case tooManyObservations(count: Double, limit: Int)
  /// The rows' weights sum to far less than the number of rows that count: they do not say how many observations there are.
  case weightsBelowRows(total: Double, rows: Int)
  /// A fit ended where its information criteria are not known.
  case noCriteria
  /// Given start values do not fit the data or each other.
  case invalidStart(reason: String)
  /// A saved run cannot be read back.
  case invalidArchive(reason: String)
  /// The noise about a curve has vanished, and the likelihood is unbounded.
  case vanishingNoise(column: String)
  /// The log-likelihood cannot be shown along a line.
  case noSlice(reason: String)
  /// The objective of a minibatch is not a number.
  case diverged(rate: Double)
  /// Something cannot be had of these data, for that reason.
  case unavailable(reason: String)
  /// What is drawn under guidance comes from no stated law.
  case noLikelihood
  /// Somebody asked to stop; nothing has changed.
  case cancelled
}
