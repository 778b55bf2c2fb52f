import NumericCore

extension EMPlan {
  /// About how many multiplications a half-step on `data` takes, by its shape alone: N K D² of a mixture, and what the
  /// exponential of each row and component is worth.
  func work(on data: DataTable) -> Int {
    let square = data.dimensions * data.dimensions
    let perRow =
      switch self {
      case .mixture(let settings): settings.components * (square + 8)
      case .ppca, .factor, .normal: square + 8
      case .randomIntercept, .linkage: 8
      }
    return data.rows.multipliedReportingOverflow(by: perRow).partialValue
  }
}
