/**
 * A thread that runs steps after hints, a thread that runs scheduled tasks, and the handling of failures that no code
 * expects in a thread of this process. It owns no state of other packages and knows none of them.
 */
package io.catena.server.threads;
