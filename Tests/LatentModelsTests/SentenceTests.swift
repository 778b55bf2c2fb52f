import LatentModels
import Testing

@Suite("Sentences")
struct SentenceTests {
  @Test(
    "An error says what happened, with the numbers, and what to try",
    arguments: [
      (
        FittingError.tooFewRows(rows: 1, components: 3),
        "3 components need at least 3 rows and there is 1: use fewer components or more data"
      ),
      (
        .tooFewRows(rows: 2, components: 3),
        "3 components need at least 3 rows and there are 2: use fewer components or more data"
      ),
      (
        .tooFewDistinctRows(distinct: 4, components: 6),
        "6 components cannot start from 4 different rows: use at most 4 components"
      ),
      (
        .tooFewDistinctRows(distinct: 1, components: 2),
        "2 components cannot start from 1 different row: use at most 1 component"
      ),
      (.noData, "there is nothing to fit: no row has a value; choose other columns"),
      (.emptyColumn(name: "year"), "column year has no value: leave it out with --columns"),
      (
        .valueOutOfRange(row: 6, column: "mass", value: 1e200),
        "row 7, column mass: 1e+200 is too large to square; correct it, or divide the column by a power of ten"
      ),
      (
        .constantColumn(name: "year"),
        "column year is constant, so its likelihood is unbounded: leave the column out"
      ),
      (
        .invalidSetting(name: "ridge", found: "-1.0", expected: "0 or a positive number"),
        "ridge is -1.0: it must be 0 or a positive number"
      ),
      (
        .degenerateComponent(1, rows: 14.96, ridge: 1e-6),
        "component 2 has degenerated onto 15 rows: raise the ridge (now 1e-6), use fewer components, "
          + "or start with another seed; on a point or a line the likelihood has no maximum"
      ),
      (
        .emptyComponent(0, rows: 1e-12),
        "component 1 has lost all its rows (less than 0.1 left): use fewer components, or start again with another seed"
      ),
      (
        .weightsAreNotCounts(row: 3, weight: 0.5),
        "row 3 has the weight 0.5: observations can be drawn from the model only where each weight is a whole number of "
          + "them; resample the rows instead"
      ),
      (
        .tooManyObservations(count: 1e9, limit: 4_194_304),
        "the rows stand for 1000000000 observations, and at most 4194304 are drawn from the model: resample the rows "
          + "instead"
      ),
      (
        .weightsBelowRows(total: 1, rows: 272),
        "the weights of 272 rows sum to 1, which cannot be the number of observations: bring them to the number of rows, "
          + "or of observations"
      ),
      (
        .invalidStart(reason: "a mean is not finite"), "the start values cannot be used: a mean is not finite"
      ),
      (
        .invalidArchive(reason: "it has no tensor \"means\""),
        "the saved run cannot be opened: it has no tensor \"means\""
      ),
      (
        .noSlice(reason: "the parameter no longer moves"),
        "there is no line to show: the parameter no longer moves"
      ),
      (
        .singularCovariance,
        "the covariance is singular: leave out a column that the others determine, or use more rows"
      ),
      (.noGroups, "the rows have no groups: name the column that holds them as the label (--group, --label)"),
      (
        .notFourCounts(found: "there are 30 rows"),
        "a linkage multinomial needs 4 rows with a count each, whole numbers from 0: there are 30 rows"
      ),
      (.ungroupedRow(row: 7), "row 7 has a value and no group: give it one, or leave it out"),
      (
        .tooFewGroups(groups: 1, rows: 5),
        "a random intercept needs at least 2 groups, one of them with 2 rows: there is 1 group in 5 rows"
      ),
      (
        .tooFewGroups(groups: 3, rows: 1),
        "a random intercept needs at least 2 groups, one of them with 2 rows: there are 3 groups in 1 row"
      ),
      (.cancelled, "cancelled; nothing has changed"),
      (
        .noLikelihood,
        "under guidance rows come from no stated law, so there is no likelihood: score with guidance 0"
      ),
    ])
  func errors(error: FittingError, sentence: String) { #expect(error.description == sentence) }

  @Test(
    "A finding says what was noticed, with the numbers, and what to do",
    arguments: [
      (
        Finding.restsOnRidge(component: 2, rows: 1, smallestDeviation: 8.8e-4),
        "component 3 rests on the ridge (1 row, sd below 1e-3 of the data's): "
          + "use fewer components, another seed, or a larger ridge"
      ),
      (
        .collapsing(component: 0, rows: 15.04, smallestDeviation: 3e-7),
        "component 1 is collapsing (15 rows, sd below 1e-6 of the data's): "
          + "the likelihood grows without bound; set a ridge"
      ),
      (
        .vanishingIntercepts(share: 0.0123),
        "the intercepts' variance tau2 goes to 0 (0.0123 of the variance): the groups differ no more than rows do"
      ),
      (
        .vanishingResiduals(share: 2e-10),
        "the variance within groups goes to 0 (2e-10 of the variance): the likelihood grows without bound"
      ),
      (.shareAtItsEnd(1), "theta goes to 1, the end of its range: no interval by its curvature holds there"),
      (
        .starving(component: 4, rows: 0.3),
        "component 5 has almost no rows left (0.3): use fewer components"
      ),
      (
        .starving(component: 4, rows: 0.01),
        "component 5 has almost no rows left (less than 0.1): use fewer components"
      ),
      (
        .ridgeDominates(column: 0, ratio: 0.0123456),
        "the ridge is 0.0123 times the variance of a column: lower it, or standardise the data"
      ),
      (
        .ridgeDominates(column: 0, ratio: 3.38e11),
        "the ridge is 3.38e11 times the variance of a column: lower it, or standardise the data"
      ),
      (
        .spurious(component: 1, rows: 5.44, ratio: 0.0123),
        "component 2 has few rows (5.4) that lie close together in one direction (sd 0.0123 of the others'): "
          + "the maximum may be spurious; try more starts or fewer components"
      ),
      (
        .fell(nats: 0.25),
        "the log-likelihood fell by 0.25 nats: the ridge, not the data, shapes a component"
      ),
    ])
  func findings(finding: Finding, sentence: String) { #expect(finding.description == sentence) }

  @Test(
    "No number, however odd, makes a sentence fail",
    arguments: [Double.nan, .infinity, -.infinity, 0, -1, 1e300])
  func oddNumbers(value: Double) {
    let sentences = [
      FittingError.degenerateComponent(0, rows: value, ridge: value).description,
      FittingError.emptyComponent(0, rows: value).description,
      FittingError.valueOutOfRange(row: 0, column: "a", value: value).description,
      Finding.restsOnRidge(component: 0, rows: value, smallestDeviation: value).description,
      Finding.collapsing(component: 0, rows: value, smallestDeviation: value).description,
      Finding.starving(component: 0, rows: value).description,
      Finding.fell(nats: value).description,
    ]
    #expect(sentences.allSatisfy { $0.contains("component") || $0.contains("column a") })
    #expect(sentences.allSatisfy { $0.count < 250 })
  }
}
