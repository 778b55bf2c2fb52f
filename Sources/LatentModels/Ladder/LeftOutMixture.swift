import NumericCore

/// EM's mixture fitted anew without a row, which it is then asked about.
struct LeftOutMixture: Sendable {
  /// All rows.
  let rows: Matrix<Double>

  /// log p of a row under the mixture that EM goes on to from `mixture` without it; −∞ where that degenerates.
  func logDensity(
    of row: Int, _ mixture: MixtureParameters, in workspace: Workspace
  ) throws(FittingError) -> Double {
    let others = rows.selectingRows((0..<rows.rows).filter { $0 != row })
    let table = DataTable(
      name: "", values: others, columnNames: (0..<rows.columns).map { "x\($0 + 1)" })
    // The refits begin at the fit of all rows, and one that stops short of its own maximum flatters the row left out: what is left
    // open adds up over the rows, and is of first order in θ where it is of second order in the likelihood.
    let settings = MixtureSettings(
      components: mixture.components, family: .full, start: .given(mixture), tolerance: 1e-12)
    do {
      var model = try GaussianMixture(data: table, settings: settings)
      while true {
        let event = try model.step(in: workspace)
        if event.phase == .expectation, event.status == .converged || model.iteration >= 500 { break }
      }
      return try GaussianMixtureDenoiser(model.parameters).law(at: .none).total(rows.selectingRows([row]))
    } catch .cancelled {
      throw .cancelled
    } catch {
      return -.infinity
    }
  }
}
