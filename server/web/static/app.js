// Progressive enhancement: every page works without it. Hooks are data attributes.
const all = (root, query) => [...root.querySelectorAll(query)];
const hear = (event, act, first) => document.addEventListener(event, act, first);
const on = (event, query, act) => hear(event, (e) => {
  const hit = e.target.closest && e.target.closest(query);
  if (hit) act(hit, e);
});
const byId = (id) => document.getElementById(id);
const menu = (open) => {
  byId('side').classList.toggle('open', open);
  document.querySelector('[data-menu]').setAttribute('aria-expanded', open);
};

on('click', '[data-menu]', () => menu(!byId('side').classList.contains('open')));
on('click', '.veil', () => menu(false));
on('click', '[data-print]', () => window.print());
on('click', '[data-peek]', (button) => {
  const field = byId(button.dataset.peek), shown = field.type === 'text';
  field.type = shown ? 'password' : 'text';
  button.setAttribute('aria-pressed', !shown);
});
hear('click', (e) => { for (const box of all(document, 'details.user[open]')) box.open = box.contains(e.target); });

// Drawer: htmx fills it, we open it; a click beside it closes it.
hear('htmx:afterSwap', (e) => {
  const dialog = e.target.closest('dialog');
  if (dialog && !dialog.open) dialog.showModal();
});
on('click', '[data-close]', (button, e) => { e.preventDefault(); button.closest('dialog').close(); });
on('click', 'dialog', (dialog, e) => { if (e.target === dialog) dialog.close(); });
hear('htmx:beforeSwap', (e) => {
  const notice = document.querySelector('dialog[open] [data-notice]');
  if (e.detail.isError && notice) e.detail.target = notice;
});

// Ask before a form that cannot be undone.
let asked = null;
hear('submit', (e) => {
  const question = (e.submitter && e.submitter.dataset.confirm) || e.target.dataset.confirm;
  if (!question || e.target === asked) { asked = null; return; }
  e.preventDefault(); e.stopImmediatePropagation();
  const dialog = byId('ask'), form = e.target, button = e.submitter;
  const picked = all(form, '[data-pick]:checked').length;
  dialog.querySelector('p').textContent = question.replace('{n}', picked);
  dialog.returnValue = '';
  dialog.onclose = () => { if (dialog.returnValue === 'yes') { asked = form; form.requestSubmit(button); } };
  dialog.showModal();
}, true);

// Pick rows: a three-state head, a count, buttons that need a pick.
const count = (form) => {
  const boxes = all(form, '[data-pick]'), n = boxes.filter((box) => box.checked).length;
  for (const shown of all(form, '[data-count]')) shown.textContent = n;
  for (const button of all(form, '[data-need]')) button.disabled = !n;
  for (const head of all(form, '[data-all]')) {
    head.checked = n > 0 && n === boxes.length;
    head.indeterminate = n > 0 && n < boxes.length;
  }
};
on('change', '[data-all]', (head) => {
  for (const box of all(head.form, '[data-pick]')) box.checked = head.checked;
  count(head.form);
});
on('change', '[data-pick]', (box) => count(box.form));
all(document, '[data-need]').forEach((button) => count(button.form));

// Drop zone: the input covers it, the browser drops.
on('change', '[data-drop] input', (input) => {
  const shown = input.parentNode.querySelector('[data-picked]'), file = input.files[0];
  shown.hidden = !file;
  shown.textContent = file ? file.name : '';
});
for (const [event, over] of [['dragover', true], ['dragleave', false], ['drop', false]])
  on(event, '[data-drop]', (zone) => zone.classList.toggle('on', over));

// Keys: / searches; any [data-key] answers to its letter, first inside an open dialog.
hear('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || /INPUT|TEXTAREA|SELECT/.test(e.target.tagName)) return;
  const field = e.key === '/' && document.querySelector('.search input');
  const root = document.querySelector('dialog[open]') || document;
  const hit = /^[a-z]$/.test(e.key) && root.querySelector(`[data-key=${e.key}]`);
  if (field || hit) e.preventDefault();
  if (field) field.focus(); else if (hit) hit.click();
});

const faults = document.querySelector('[data-faults]');
if (faults) faults.focus();
