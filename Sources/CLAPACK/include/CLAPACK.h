#pragma once
/// Double-precision decompositions from LAPACK (Anderson et al., 1999). Matrices are column-major; the trailing lengths
/// are those of the character arguments, as Fortran compilers pass them.
#include <stddef.h>

/// Cholesky factorisation of a symmetric positive definite matrix, in place.
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);

/// Eigenvalues (ascending) and eigenvectors (columns of `a`) of a symmetric matrix.
void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w,
            double *work, const int *lwork, int *info, size_t jobz_length, size_t uplo_length);

/// The inverse of a symmetric positive definite matrix from its Cholesky factor, in place of the factor.
void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t uplo_length);

/// For `itype` 1, U⁻ᵀ A U⁻¹ (`uplo` "U") or L⁻¹ A L⁻ᵀ ("L") of a symmetric matrix A, in place, with the Cholesky factor in
/// `b`.
void dsygst_(const int *itype, const char *uplo, const int *n, double *a, const int *lda, const double *b,
             const int *ldb, int *info, size_t uplo_length);
