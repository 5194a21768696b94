package io.catena.server.controller.decision;

import io.catena.server.chain.Member;
import java.util.List;
import java.util.stream.Collectors;

/** Nodes in sentences for people. */
final class Names {
    private Names() {}

    static String of(Member node) {
        return node.nodeId() + " (" + node.address() + ")";
    }

    static String of(List<Member> nodes) {
        return joined(nodes, ", ");
    }

    static String anyOf(List<Member> nodes) {
        return joined(nodes, " or ");
    }

    /** What the chain waits for while nothing is heard of registered nodes. */
    static String awaitedAnswerOf(List<Member> silent) {
        return "waits for " + anyOf(silent)
                + " to answer the controller (a registration outlasts a process that has died)";
    }

    private static String joined(List<Member> nodes, String separator) {
        return nodes.stream().map(Names::of).collect(Collectors.joining(separator));
    }
}
