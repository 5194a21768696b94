package io.catena.bench.load;

import java.util.List;
import java.util.Optional;

/**
 * What a load found.
 *
 * @param operations one for each kind that the workload has, puts first
 * @param firstError what the first operation that failed said
 */
public record LoadResult(Workload workload, List<OperationResult> operations, Optional<String> firstError) {
    public long errors() {
        return operations.stream().mapToLong(OperationResult::errors).sum();
    }

    public double perSecond() {
        return operations.stream().mapToDouble(OperationResult::perSecond).sum();
    }
}
