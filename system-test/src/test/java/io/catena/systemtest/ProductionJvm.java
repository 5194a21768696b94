package io.catena.systemtest;

import java.util.List;

/** The JVM options of scripts/catena-server on which the speed of a node depends. {@link ProductionJvmTest} compares them. */
final class ProductionJvm {
    /** With these the compilers that {@link JavaProcess} leaves out optimize, too. */
    static final List<String> COMPILERS = List.of("-XX:TieredStopAtLevel=4");

    static final List<String> OF_THE_SCRIPT = List.of(
            "-XX:+UseSerialGC",
            "-Xss512k",
            "-XX:TrimNativeHeapInterval=30000",
            "-Dio.netty.allocator.maxOrder=6",
            "-Dio.netty.leakDetection.level=disabled",
            "-Xms16m",
            "-XX:NewSize=6m",
            "-XX:MaxNewSize=64m",
            "-XX:NewRatio=1",
            "-XX:SurvivorRatio=3",
            "-XX:MinHeapFreeRatio=80",
            "-XX:MaxHeapFreeRatio=90",
            "-Xmx256m");

    private ProductionJvm() {}

    static List<String> options() {
        return java.util.stream.Stream.of(COMPILERS, List.of("-XX:+IgnoreUnrecognizedVMOptions"), OF_THE_SCRIPT)
                .flatMap(List::stream)
                .toList();
    }
}
