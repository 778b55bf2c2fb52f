import NumericCore
import RealModule

extension FittingError: CustomStringConvertible {
  /// What happened, with the numbers, and what to try. Components are counted from 1, as on the screen.
  public var description: String {
    switch self {
    case .tooFewRows(let rows, let components):
      "\(components) components need at least \(components) rows and there \(rows == 1 ? "is 1" : "are \(rows)"): "
        + "use fewer components or more data"
    case .tooFewDistinctRows(let distinct, let components):
      "\(components) components cannot start from \(distinct) different row\(distinct == 1 ? "" : "s"): "
        + "use at most \(distinct) component\(distinct == 1 ? "" : "s")"
    case .noData:
      "there is nothing to fit: no row has a value; choose other columns"
    case .valueOutOfRange(let row, let column, let value):
      "row \(row + 1), column \(column): \(value) is too large to square; correct it, or divide the column by a power of ten"
    case .emptyColumn(let name):
      "column \(name) has no value: leave it out with --columns"
    case .constantColumn(let name):
      "column \(name) is constant, so its likelihood is unbounded: leave the column out"
    case .invalidSetting(let name, let found, let expected):
      "\(name) is \(found): it must be \(expected)"
    case .degenerateComponent(let index, let rows, let ridge):
      "component \(index + 1) has degenerated onto \(Self.countedRows(rows)): raise the ridge (now \(shortNumber(ridge))), "
        + "use fewer components, or start with another seed; on a point or a line the likelihood has no maximum"
    case .emptyComponent(let index, let rows):
      "component \(index + 1) has lost all its rows (\(Self.count(rows)) left): "
        + "use fewer components, or start again with another seed"
    case .singularCovariance:
      "the covariance is singular: leave out a column that the others determine, or use more rows"
    case .noGroups:
      "the rows have no groups: name the column that holds them as the label (--group, --label)"
    case .ungroupedRow(let row):
      "row \(row) has a value and no group: give it one, or leave it out"
    case .tooFewGroups(let groups, let rows):
      "a random intercept needs at least 2 groups, one of them with 2 rows: there "
        + "\(groups == 1 ? "is 1 group" : "are \(groups) groups") in \(rows) row\(rows == 1 ? "" : "s")"
    case .notFourCounts(let found):
      "a linkage multinomial needs 4 rows with a count each, whole numbers from 0: \(found)"
    case .notBinary(let row, let column, let value):
      "row \(row), column \(column): \(shortNumber(value)) is no answer to an item, which is 0 or 1: recode the column, "
        + "or leave it out with --columns; a missing answer is empty"
    case .sameAnswer(let column, let answer):
      "\(column) was answered \(answer) by all: its intercept has no finite estimate; leave it out"
    case .tooFewItems(let items, let fewest):
      "there \(items == 1 ? "is 1 item" : "are \(items) items"), and the slopes can be told from the data with \(fewest) "
        + "at the least: use more columns\(fewest > 2 && items == 2 ? ", or the rasch model" : "")"
    case .notACount(let row, let column, let found, let expected):
      "row \(row), column \(column): \(found) is not \(expected); correct the row or leave it out"
    case .separated(let reason, let remedy):
      "\(reason), so that the likelihood grows without bound: \(remedy)"
    case .dependentColumns(let name):
      "the effect of \(name) cannot be told from those of the others: leave it out of the fixed effects"
    case .unknownLevel(let name):
      "\(name) is not among the levels that the model was fitted to: leave its rows out"
    case .unreachedRow:
      "a row lies so far from every component that its density is 0: start again, or from means nearer to the data"
    case .tooManyColumns(let count, let limit):
      "there are \(count) columns, and a mixture takes at most \(limit): choose fewer"
    case .weightsAreNotCounts(let row, let weight):
      "row \(row) has the weight \(shortNumber(weight)): observations can be drawn from the model only where each weight "
        + "is a whole number of them; resample the rows instead"
    case .tooManyObservations(let count, let limit):
      "the rows stand for \(shortNumber(count)) observations, and at most \(limit) are drawn from the model: resample the "
        + "rows instead"
    case .weightsBelowRows(let total, let rows):
      "the weights of \(rows) row\(rows == 1 ? "" : "s") sum to \(shortNumber(total)), which cannot be the number of observations: bring them to "
        + "the number of rows, or of observations"
    case .noCriteria:
      "the fit has no information criteria: these need the log-likelihood of all rows, after an exact E half-step"
    case .invalidStart(let reason):
      "the start values cannot be used: \(reason)"
    case .invalidArchive(let reason):
      "the saved run cannot be opened: \(reason)"
    case .vanishingNoise(let column):
      "the noise about the curve of \(column) has vanished, and the likelihood grows without bound: choose a column with more "
        + "different values, or fit from another start (--start)"
    case .noSlice(let reason):
      "there is no line to show: \(reason)"
    case .diverged(let rate):
      "the objective of a minibatch is no longer a number: go back, and on with a smaller rate (now \(shortNumber(rate)))"
    case .unavailable(let reason):
      reason
    case .noLikelihood:
      "under guidance rows come from no stated law, so there is no likelihood: score with guidance 0"
    case .cancelled:
      "cancelled; nothing has changed"
    }
  }

  /// That number, with what it counts.
  static func countedRows(_ rows: Double) -> String {
    let number = count(rows)
    return "\(number) row\(number == "1" ? "" : "s")"
  }

  /// An expected number of rows, to one decimal, or as a power of ten when it is tiny.
  static func count(_ rows: Double) -> String {
    guard rows.isFinite else { return "no" }
    if rows != 0, rows < 0.05 { return "less than 0.1" }
    return shortNumber((rows * 10).rounded() / 10)
  }
}

extension Finding: CustomStringConvertible {
  /// What was noticed, and what to do. Components are counted from 1, as on the screen.
  public var description: String {
    switch self {
    case .restsOnRidge(let index, let rows, let deviation):
      "component \(index + 1) rests on the ridge (\(FittingError.countedRows(rows)), "
        + "sd \(Self.share(deviation)) of the data's): use fewer components, another seed, or a larger ridge"
    case .collapsing(let index, let rows, let deviation):
      "component \(index + 1) is collapsing (\(FittingError.countedRows(rows)), "
        + "sd \(Self.share(deviation)) of the data's): the likelihood grows without bound; set a ridge"
    case .starving(let index, let rows):
      "component \(index + 1) has almost no rows left (\(FittingError.count(rows))): use fewer components"
    case .spurious(let index, let rows, let ratio):
      "component \(index + 1) has few rows (\(FittingError.count(rows))) that lie close together in one direction "
        + "(sd \(roughly(ratio)) of the others'): the maximum may be spurious; try more starts or fewer components"
    case .fell(let nats):
      "the log-likelihood fell by \(roughly(nats)) nats: the ridge, not the data, shapes a component"
    case .noiseless(let column, let share):
      "column \(column + 1) has next to no noise (\(roughly(share)) of its variance): use fewer latent dimensions, or another start"
    case .vanishingIntercepts(let share):
      "the intercepts' variance tau2 goes to 0 (\(roughly(share)) of the variance): the groups differ no more than rows do"
    case .vanishingResiduals(let share):
      "the variance within groups goes to 0 (\(roughly(share)) of the variance): the likelihood grows without bound"
    case .steepSlope(let column, let slope):
      "the slope of column \(column + 1) has grown to \(roughly(slope)) and may have no finite estimate: leave the column "
        + "out, or fit one slope for all"
    case .unboundedIntercepts(let deviation):
      "the intercepts' deviation tau has grown to \(roughly(deviation)) and may have no finite estimate: use coarser groups"
    case .shareAtItsEnd(let value):
      "theta goes to \(value), the end of its range: no interval by its curvature holds there"
    case .extrapolationTakenBack(let nats):
      "the extrapolated step would have cost \(roughly(nats)) nats and was taken back"
    case .climbed(let steps, let nats):
      "where alternation gained no more, \(steps) direct step\(steps == 1 ? "" : "s") gained \(roughly(nats)) nats"
    case .ridgeDominates(_, let ratio):
      "the ridge is \(roughly(ratio)) times the variance of a column: lower it, or standardise the data"
    }
  }

  /// A number to three digits; very large and very small ones with a power of ten.
  private func roughly(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return shortNumber(value) }
    let exponent = Double.log10(abs(value)).rounded(.down)
    let mantissa = (value / Double.pow(10, exponent - 2)).rounded() / 100
    if exponent >= 6 || exponent < -4 { return "\(shortNumber(mantissa))e\(Int(exponent))" }
    let scale = Double.pow(10, 2 - exponent)
    return shortNumber((value * scale).rounded() / scale)
  }

  /// A small ratio as a power of ten, rounded outwards.
  private static func share(_ ratio: Double) -> String {
    var bound = 1.0
    var exponent = 0
    while exponent > -300, ratio < bound / 10 {
      bound /= 10
      exponent -= 1
    }
    return exponent == 0 ? "below 1" : "below 1e\(exponent)"
  }
}
