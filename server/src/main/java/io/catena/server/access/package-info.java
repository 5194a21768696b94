/**
 * Who may do what. A caller is a {@link io.catena.server.access.Principal}; {@link io.catena.server.access.AccessRules}
 * grant it keys and roles; {@link io.catena.server.access.Access} answers whether it may do something.
 *
 * <p>Pure: no clock, no thread, no file, no network. It knows nothing of connections, certificates or znodes: others find
 * out who a caller is, and bring the rules.
 */
package io.catena.server.access;
