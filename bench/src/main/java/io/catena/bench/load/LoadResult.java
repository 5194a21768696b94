package io.catena.bench.load;

import java.util.List;
import java.util.Optional;

/**
 * The result of a load.
 *
 * @param operations one result for each kind that the workload has, puts first
 * @param firstError the error of the first operation that failed
 */
public record LoadResult(Workload workload, List<OperationResult> operations, Optional<String> firstError) {
    public long errors() {
        return operations.stream().mapToLong(OperationResult::errors).sum();
    }

    public double perSecond() {
        return operations.stream().mapToDouble(OperationResult::perSecond).sum();
    }
}
