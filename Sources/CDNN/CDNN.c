#include "include/CDNN.h"

#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>

/// Of libgomp: how many threads a parallel region takes that the calling thread enters.
extern void omp_set_num_threads(int count);

enum { MOST_ARGUMENTS = 5 };

struct elbow_product {
  dnnl_engine_t engine;
  dnnl_stream_t stream;
  dnnl_primitive_t primitive;
  /// Left, right, result, scratch, and last the bias where there is one.
  dnnl_exec_arg_t arguments[MOST_ARGUMENTS];
  int count;
};

static bool describe(dnnl_memory_desc_t *to, size_t rows, size_t columns,
                     struct elbow_product_matrix matrix) {
  const dnnl_dims_t dims = {(dnnl_dim_t)rows, (dnnl_dim_t)columns};
  const dnnl_dim_t stride = (dnnl_dim_t)matrix.stride;
  const dnnl_dims_t along = {stride, 1}, across = {1, stride};
  return dnnl_memory_desc_init_by_strides(to, 2, dims, dnnl_f32,
                                          matrix.is_transposed ? across : along) == dnnl_success;
}

static bool append(dnnl_post_ops_t to, const struct elbow_product_shape *shape) {
  if (shape->accumulates) return dnnl_post_ops_append_sum(to, 1) == dnnl_success;
  dnnl_alg_kind_t kind;
  switch (shape->activation) {
    case elbow_product_tanh: kind = dnnl_eltwise_tanh; break;
    case elbow_product_sigmoid: kind = dnnl_eltwise_logistic; break;
    default: return true;
  }
  return dnnl_post_ops_append_eltwise(to, 1, kind, 0, 0) == dnnl_success;
}

static bool set_attributes(dnnl_primitive_attr_t attributes, const struct elbow_product_shape *shape) {
  dnnl_post_ops_t operations = NULL;
  if (dnnl_post_ops_create(&operations) != dnnl_success) return false;
  bool done = append(operations, shape) &&
              dnnl_primitive_attr_set_post_ops(attributes, operations) == dnnl_success &&
              dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user) == dnnl_success;
  dnnl_post_ops_destroy(operations);
  return done;
}

static bool add_argument(struct elbow_product *product, int name, const dnnl_memory_desc_t *description,
                         void *memory) {
  dnnl_exec_arg_t *argument = &product->arguments[product->count];
  argument->arg = name;
  if (dnnl_memory_create(&argument->memory, description, product->engine, memory) != dnnl_success)
    return false;
  product->count++;
  return true;
}

static bool furnish(struct elbow_product *product, const struct elbow_product_shape *shape,
                    dnnl_primitive_attr_t attributes) {
  dnnl_memory_desc_t left, right, bias, result;
  const struct elbow_product_matrix row = {.stride = shape->columns, .is_transposed = false};
  dnnl_matmul_desc_t description;
  if (!describe(&left, shape->rows, shape->inner, shape->left) ||
      !describe(&right, shape->inner, shape->columns, shape->right) ||
      !describe(&bias, 1, shape->columns, row) ||
      !describe(&result, shape->rows, shape->columns, shape->result) || !set_attributes(attributes, shape) ||
      dnnl_matmul_desc_init(&description, &left, &right, shape->has_bias ? &bias : NULL, &result) !=
          dnnl_success)
    return false;
  dnnl_primitive_desc_t plan = NULL;
  if (dnnl_primitive_desc_create(&plan, &description, attributes, product->engine, NULL) != dnnl_success)
    return false;
  const dnnl_memory_desc_t *scratch = dnnl_primitive_desc_query_md(plan, dnnl_query_scratchpad_md, 0);
  bool done = dnnl_primitive_create(&product->primitive, plan) == dnnl_success &&
              add_argument(product, DNNL_ARG_SRC, &left, DNNL_MEMORY_NONE) &&
              add_argument(product, DNNL_ARG_WEIGHTS, &right, DNNL_MEMORY_NONE) &&
              add_argument(product, DNNL_ARG_DST, &result, DNNL_MEMORY_NONE) &&
              add_argument(product, DNNL_ARG_SCRATCHPAD, scratch, DNNL_MEMORY_ALLOCATE) &&
              (!shape->has_bias || add_argument(product, DNNL_ARG_BIAS, &bias, DNNL_MEMORY_NONE));
  dnnl_primitive_desc_destroy(plan);
  return done;
}

struct elbow_product *elbow_product_new(const struct elbow_product_shape *shape) {
  struct elbow_product *product = calloc(1, sizeof *product);
  if (!product) return NULL;
  omp_set_num_threads(1);
  dnnl_primitive_attr_t attributes = NULL;
  bool done = dnnl_engine_create(&product->engine, dnnl_cpu, 0) == dnnl_success &&
              dnnl_stream_create(&product->stream, product->engine, dnnl_stream_default_flags) ==
                  dnnl_success &&
              dnnl_primitive_attr_create(&attributes) == dnnl_success &&
              furnish(product, shape, attributes);
  if (attributes) dnnl_primitive_attr_destroy(attributes);
  if (done) return product;
  elbow_product_free(product);
  return NULL;
}

bool elbow_product_run(struct elbow_product *product, const float *left, const float *right,
                       const float *bias, float *result) {
  // It holds for the calling thread alone, and costs a store.
  omp_set_num_threads(1);
  // The library takes every pointer as one to change; it changes the result only.
  void *const pointers[] = {(void *)left, (void *)right, result, NULL, (void *)bias};
  for (int i = 0; i < product->count; i++) {
    if (product->arguments[i].arg == DNNL_ARG_SCRATCHPAD) continue;
    if (dnnl_memory_set_data_handle(product->arguments[i].memory, pointers[i]) != dnnl_success) return false;
  }
  return dnnl_primitive_execute(product->primitive, product->stream, product->count, product->arguments) ==
         dnnl_success;
}

void elbow_product_free(struct elbow_product *product) {
  if (!product) return;
  for (int i = 0; i < product->count; i++) dnnl_memory_destroy(product->arguments[i].memory);
  if (product->primitive) dnnl_primitive_destroy(product->primitive);
  if (product->stream) dnnl_stream_destroy(product->stream);
  if (product->engine) dnnl_engine_destroy(product->engine);
  free(product);
}
