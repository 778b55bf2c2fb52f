import NumericCore

/// The assignment of rows to columns of a square matrix of costs whose total is least, by shortest augmenting paths
/// (Kuhn, 1955; Jonker & Volgenant, 1987).
///
/// - Returns: for each column its row. The costs are finite.
func leastAssignment(_ costs: Matrix<Double>) -> [Int] {
  let order = costs.rows
  // Row and column `order` stand for nobody.
  var rowPrice = [Double](repeating: 0, count: order + 1)
  var columnPrice = rowPrice
  var rowOfColumn = [Int](repeating: order, count: order + 1)
  for row in 0..<order {
    rowOfColumn[order] = row
    var column = order
    var least = [Double](repeating: .infinity, count: order)
    var before = [Int](repeating: order, count: order)
    var isReached = [Bool](repeating: false, count: order + 1)
    repeat {
      isReached[column] = true
      let from = rowOfColumn[column]
      var step = Double.infinity
      var next = order
      for other in 0..<order where !isReached[other] {
        let reduced = costs[from, other] - rowPrice[from] - columnPrice[other]
        if reduced < least[other] {
          least[other] = reduced
          before[other] = column
        }
        if least[other] < step {
          step = least[other]
          next = other
        }
      }
      for other in 0...order {
        if isReached[other] {
          rowPrice[rowOfColumn[other]] += step
          columnPrice[other] -= step
        } else {
          least[other] -= step
        }
      }
      column = next
    } while rowOfColumn[column] != order
    // The path back gives every row on it the column after its own.
    while column != order {
      let previous = before[column]
      rowOfColumn[column] = rowOfColumn[previous]
      column = previous
    }
  }
  return Array(rowOfColumn.prefix(order))
}
