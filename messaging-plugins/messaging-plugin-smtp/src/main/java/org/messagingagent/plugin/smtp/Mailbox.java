package org.messagingagent.plugin.smtp;

import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.FlagTerm;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;

/** A folder of mails, open over IMAP. For one thread. */
final class Mailbox implements AutoCloseable {

  /** What is fetched at a time of a mail. */
  private static final int CHUNK = 256 * 1024;

  private final GuardedSockets sockets;
  private final IMAPStore store;
  private final IMAPFolder folder;

  private Mailbox(GuardedSockets sockets, IMAPStore store, IMAPFolder folder) {
    this.sockets = sockets;
    this.store = store;
    this.folder = folder;
  }

  /**
   * Opens a folder.
   *
   * @param deadline when all has to be done with it
   */
  static Mailbox open(
      MailHost host, Credentials credentials, String folder, Watch watch, Deadline deadline)
      throws ConnectFailedException {
    GuardedSockets sockets = host.sockets(watch, deadline);
    Properties properties = host.properties(sockets);
    properties.put("mail.imap.auth.mechanisms", credentials.mechanisms());
    properties.put("mail.imap.fetchsize", Integer.toString(CHUNK));
    IMAPStore store = new IMAPStore(Session.getInstance(properties), null);
    try {
      store.connect(host.host(), host.port(), credentials.username(), credentials.password().get());
      IMAPFolder opened = (IMAPFolder) store.getFolder(folder);
      opened.open(Folder.READ_WRITE);
      return new Mailbox(sockets, store, opened);
    } catch (MessagingException | IOException | RuntimeException e) {
      ConnectFailedException failure = ConnectFailures.of(host, e, wasCut(sockets));
      if (failure.refusesAccount()) {
        credentials.password().refused();
      }
      end(sockets, store);
      throw failure;
    }
  }

  /** Mails that nobody has seen, the oldest first, at most this many. */
  List<IMAPMessage> unseen(int most) throws MessagingException {
    Message[] found = folder.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false));
    Message[] first = Arrays.copyOf(found, Math.min(found.length, most));
    FetchProfile profile = new FetchProfile();
    profile.add(FetchProfile.Item.SIZE);
    profile.add(UIDFolder.FetchProfileItem.UID);
    folder.fetch(first, profile);
    return Arrays.stream(first).map(IMAPMessage.class::cast).toList();
  }

  long uid(IMAPMessage mail) throws MessagingException {
    return folder.getUID(mail);
  }

  /** The bytes of a mail, at most this many and one; it stays unseen. */
  byte[] bytes(IMAPMessage mail, int most) throws MessagingException, IOException {
    mail.setPeek(true);
    try (InputStream in = mail.getMimeStream()) {
      return in.readNBytes(most + 1);
    } finally {
      mail.invalidateHeaders();
    }
  }

  void markSeen(IMAPMessage mail) throws MessagingException {
    mail.setFlag(Flags.Flag.SEEN, true);
  }

  /** Leaves it for a person to look at. */
  void flag(IMAPMessage mail) throws MessagingException {
    Flags flags = new Flags(Flags.Flag.SEEN);
    flags.add(Flags.Flag.FLAGGED);
    mail.setFlags(flags, true);
  }

  void delete(IMAPMessage mail) throws MessagingException {
    Flags flags = new Flags(Flags.Flag.SEEN);
    flags.add(Flags.Flag.DELETED);
    mail.setFlags(flags, true);
  }

  void move(IMAPMessage mail, String target) throws MessagingException {
    folder.copyMessages(new Message[] {mail}, store.getFolder(target));
    delete(mail);
  }

  /** Takes what was deleted out of the folder for good. */
  void expunge() throws MessagingException {
    folder.expunge();
  }

  boolean wasCut() {
    return wasCut(sockets);
  }

  private static boolean wasCut(GuardedSockets sockets) {
    return sockets.last().map(GuardedSocket::wasCut).orElse(false);
  }

  @Override
  public void close() {
    end(sockets, store);
  }

  private static void end(GuardedSockets sockets, IMAPStore store) {
    try (store) {
      sockets.release();
    } catch (MessagingException | RuntimeException e) {
      // It is left anyway.
      sockets.abort();
    } finally {
      sockets.abort();
    }
  }
}
