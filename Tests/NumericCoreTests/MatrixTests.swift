import NumericCore
import Testing

@Suite("Matrices")
struct MatrixTests {
  let a = Matrix<Double>([[1, 2, 3], [4, 5, 6]])

  @Test("Elements stand row after row, and every way in shows the same ones")
  func layout() {
    #expect(a.storage == [1, 2, 3, 4, 5, 6])
    #expect(a[1, 0] == 4 && a[0, 2] == 3)
    #expect(a.row(1) == [4, 5, 6] && a.column(1) == [2, 5])
    #expect(a.arrays == [[1, 2, 3], [4, 5, 6]])
    #expect(a == Matrix(rows: 2, columns: 3, storage: [1, 2, 3, 4, 5, 6]))
    #expect(a.diagonal == [1, 5] && a.trace == 6)
    #expect(Matrix<Double>.identity(2).storage == [1, 0, 0, 1])
    #expect(Matrix(diagonal: [2.0, 3]).arrays == [[2, 0], [0, 3]])
    #expect(Matrix<Double>(rows: 1, columns: 2, repeating: 7).storage == [7, 7])
    #expect(Matrix<Double>([]).rows == 0 && Matrix<Double>([]).columns == 0)
  }

  @Test("A copy is a value of its own")
  func value() {
    var copy = a
    copy[0, 0] = 100
    #expect(a[0, 0] == 1 && copy[0, 0] == 100)
  }

  @Test("Transposing twice changes nothing; rows and columns are chosen in the order asked for")
  func selection() {
    #expect(a.transposed.arrays == [[1, 4], [2, 5], [3, 6]])
    #expect(a.transposed.transposed == a)
    #expect(a.selectingRows([1, 0, 1]).arrays == [[4, 5, 6], [1, 2, 3], [4, 5, 6]])
    #expect(a.selectingColumns([2, 0]).arrays == [[3, 1], [6, 4]])
    #expect(a.selectingRows([]).columns == 3 && a.selectingRows([]).rows == 0)
  }

  @Test("Products and sums are those of the definition")
  func arithmetic() {
    let b = Matrix<Double>([[1, 0], [2, -1], [0, 3]])
    #expect((a * b).arrays == [[5, 7], [14, 13]])
    #expect((a * b).transposed == b.transposed * a.transposed)
    #expect(a * [1, 0, -1] == [-2, -2])
    #expect((a + a) == 2 * a)
    #expect(a * Matrix.identity(3) == a && Matrix.identity(2) * a == a)
    #expect(
      (Matrix<Double>(rows: 2, columns: 0) * Matrix<Double>(rows: 0, columns: 2)).storage == [0, 0, 0, 0])
  }
}

@Suite("Moments")
struct MomentsTests {
  @Test("The mean, and the covariance with n in the denominator")
  func small() {
    let moments = Moments(Matrix([[1, 10], [3, 14], [5, 12]]))
    #expect(moments.mean == [3, 12])
    #expect(abs(moments.covariance[0, 0] - 8.0 / 3) < 1e-15)
    #expect(abs(moments.covariance[0, 1] - 4.0 / 3) < 1e-15)
    #expect(moments.covariance[0, 1] == moments.covariance[1, 0])
    #expect(abs(moments.covariance[1, 1] - 8.0 / 3) < 1e-15)
  }

  @Test("A large offset costs no digits of the covariance")
  func offset() {
    let near = Moments(Matrix([[0.0], [1], [2], [3]]))
    let far = Moments(Matrix([[1e9], [1e9 + 1], [1e9 + 2], [1e9 + 3]]))
    #expect(near.covariance[0, 0] == 1.25 && far.covariance[0, 0] == 1.25)
  }

  @Test("One row, and none")
  func few() {
    #expect(Moments(Matrix([[4, 5]])).covariance.storage == [0, 0, 0, 0])
    #expect(Moments(Matrix<Double>(rows: 0, columns: 2)).mean == [0, 0])
  }
}
