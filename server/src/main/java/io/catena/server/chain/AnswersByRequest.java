package io.catena.server.chain;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The answers of one session by their request numbers, in the order of these. Nearly all are added at the end and forgotten from
 * the beginning, so they are a sorted array: each write of a session comes here, and a tree would compare boxed numbers and allocate
 * for each.
 *
 * <p>An answer that is added before N others moves them: 65,536 at most, since a client has no more requests unanswered. The array
 * is at most four times as long as there are answers, or {@value #FEW}.
 */
final class AnswersByRequest {
    /** With no more room than this, none is given back. */
    static final int FEW = 64;

    private static final int FIRST_ROOM = 4;

    private long[] requests = new long[FIRST_ROOM];
    private WriteAnswer[] answers = new WriteAnswer[FIRST_ROOM];
    /** Where the first one stands. */
    private int first;
    /** Behind the last one. */
    private int end;

    boolean isEmpty() {
        return first == end;
    }

    int size() {
        return end - first;
    }

    /** For how many answers there is room. */
    int room() {
        return requests.length;
    }

    /** The answer to the request, or null if there is none. */
    WriteAnswer get(long request) {
        int at = find(request);
        return at < 0 ? null : answers[at];
    }

    /** The highest request number; there must be one. */
    long last() {
        return requests[end - 1];
    }

    /** The {@code i}th request number, from 0. */
    long request(int i) {
        return requests[first + i];
    }

    /** The answer to it. */
    WriteAnswer answer(int i) {
        return answers[first + i];
    }

    /** Adds an answer, or replaces the one to the same request. */
    void put(long request, WriteAnswer answer) {
        int at = find(request);
        if (at < 0) {
            at = makeRoom(-at - 1);
            requests[at] = request;
        }
        answers[at] = answer;
    }

    /** Where the request stands, or {@code -at - 1} if it is to stand at {@code at}. */
    private int find(long request) {
        boolean isBehindAll = first == end || requests[end - 1] < request;
        return isBehindAll ? -end - 1 : Arrays.binarySearch(requests, first, end, request);
    }

    private int makeRoom(int at) {
        int place = at;
        if (end == requests.length) {
            place -= first;
            moveTo(size() >= requests.length / 2 ? 2 * requests.length : requests.length);
        }
        System.arraycopy(requests, place, requests, place + 1, end - place);
        System.arraycopy(answers, place, answers, place + 1, end - place);
        end++;
        return place;
    }

    /** Forgets the answers to all requests below this one. */
    void dropBelow(long request, Consumer<WriteAnswer> dropped) {
        while (first < end && requests[first] < request) {
            dropped.accept(answers[first]);
            answers[first] = null;
            first++;
        }
        int length = requests.length;
        while (length > FEW && size() < length / 4) {
            length /= 2;
        }
        if (length < requests.length) {
            moveTo(length);
        } else if (first == end) {
            first = 0;
            end = 0;
        }
    }

    /** Moves all answers to the beginning of an array of this length. */
    private void moveTo(int length) {
        long[] newRequests = new long[length];
        WriteAnswer[] newAnswers = new WriteAnswer[length];
        System.arraycopy(requests, first, newRequests, 0, size());
        System.arraycopy(answers, first, newAnswers, 0, size());
        requests = newRequests;
        answers = newAnswers;
        end -= first;
        first = 0;
    }
}
