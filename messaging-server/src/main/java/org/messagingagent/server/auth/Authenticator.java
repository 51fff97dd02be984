package org.messagingagent.server.auth;

/**
 * Decides who may log on, such as by the application's own users. Safe for use by many threads.
 *
 * <p>Asked once for each log-on with a password, in a thread of the server's own, at most {@value
 * #MOST_AT_A_TIME} at a time and for at most {@value #LONGEST_SECONDS} seconds; then it is
 * interrupted, and the caller is told to try again. Who is admitted gets a ticket, which holds for
 * its lifetime without asking again, and is listed among the users, without a password: there an
 * operator may remove it, or take its right to call away.
 *
 * <p>It should take as long for a name that it does not know as for a wrong password, so that names
 * cannot be found out by the clock, and bound how often one name may be tried.
 */
@FunctionalInterface
public interface Authenticator {

  /** How many calls run at a time; some more wait, and others are told to try again. */
  int MOST_AT_A_TIME = 16;

  /** How long a call may take. */
  int LONGEST_SECONDS = 10;

  /**
   * Whether this is the password of that user, who may call the service.
   *
   * @param name 1 to 255 characters, exactly as the caller wrote it
   * @param password 1 to 1,024 characters
   * @throws Exception where it cannot be found out now: the caller is told to try again. Its text
   *     is not logged, as it might hold what was typed
   */
  boolean admits(String name, String password) throws Exception;
}
