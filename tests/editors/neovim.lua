-- nvim --headless -u NONE -i NONE -n -l neovim.lua PLUGIN SERVER FILE: one run watched, one cancelled.
-- What it sees goes to stdout, one line each; the exit code says whether all of it came.
local plugin, server, file = _G.arg[1], _G.arg[2], _G.arg[3]

local function tell(...)
  io.stdout:write(table.concat({ ... }, ' ') .. '\n')
end

local function wait(what, condition)
  if not vim.wait(20000, condition, 10) then
    tell('TIMEOUT waiting for ' .. what)
    for _, buf in ipairs(vim.api.nvim_list_bufs()) do
      tell(vim.api.nvim_buf_get_name(buf), vim.inspect(vim.api.nvim_buf_get_lines(buf, 0, -1, false)))
    end
    os.exit(1)
  end
end

tell(tostring(vim.version()))
vim.opt.runtimepath:prepend(plugin)
vim.cmd.runtime('plugin/wirelens.lua')
vim.cmd('filetype on')
require('wirelens').setup({ cmd = vim.split(server, ' '), settings = { trusted = true } })

vim.cmd.edit(file)
local buf = vim.api.nvim_get_current_buf()
vim.cmd('doautoall nvim.lsp.enable FileType')
wait('the server', function() return #vim.lsp.get_clients({ bufnr = buf, name = 'wirelens' }) > 0 end)

local function lenses()
  local titles = {}
  for _, each in ipairs(vim.lsp.codelens.get({ bufnr = buf })) do
    local lens = each.lens or each
    if lens.command then titles[#titles + 1] = lens.command.title end
  end
  return table.concat(titles, ' | ')
end

local function view(extension)
  for _, each in ipairs(vim.api.nvim_list_bufs()) do
    local name = vim.api.nvim_buf_get_name(each)
    if name:match('^wirelens://') and vim.endswith(name, extension) and vim.api.nvim_buf_is_loaded(each) then
      return each
    end
  end
end

local function text(of)
  return of and table.concat(vim.api.nvim_buf_get_lines(of, 0, -1, false), '\n') or ''
end

wait('diagnostics', function() return #vim.diagnostic.get(buf) > 0 end)
local diagnostic = vim.diagnostic.get(buf)[1]
tell('diagnostic', diagnostic.lnum + 1, diagnostic.code)

wait('the lens', function() return lenses():match('▶ Send') end)
tell('lenses', lenses())

vim.api.nvim_win_set_cursor(0, { 2, 0 })
vim.cmd('Wirelens send')
local sizes, last = 0, -1
wait('the whole reply', function()
  local now = text(view('.reply.md'))
  if #now ~= last then sizes, last = sizes + 1, #now end
  return now:match('complete · stop')
end)
tell('versions', sizes)
tell('reply', (text(view('.reply.md')):gsub('\n', '⏎')))
tell('modified', tostring(vim.bo[view('.reply.md')].modified), 'filetype', vim.bo[view('.reply.md')].filetype)
wait('the result lens', function() return lenses():match('▶ Resend') and lenses():match('complete') end)
tell('lenses', (lenses():gsub('ttft.-complete', 'complete')))

-- From a word to its event's line in the raw view, and back.
local function at(of, what)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(of, 0, -1, false)) do
    local column = line:find(what, 1, true)
    if column then return { number, column - 1 } end
  end
end
local function go(of, what, act)
  vim.api.nvim_set_current_win(vim.fn.win_findbuf(of)[1])
  vim.api.nvim_win_set_cursor(0, at(of, what))
  act()
end
local function here()
  return vim.api.nvim_buf_get_name(0):match('[^/]*$') .. ' ' .. vim.api.nvim_get_current_line()
end

local reply = view('.reply.md')
wait('the server in the view', function() return #vim.lsp.get_clients({ bufnr = reply }) > 0 end)
go(reply, 'switches', vim.lsp.buf.definition)
wait('the raw view', function() return here():match('^whole.sse') end)
tell('line', here())
local raw = vim.api.nvim_get_current_buf()
wait('the server in the raw view', function() return #vim.lsp.get_clients({ bufnr = raw }) > 0 end)
go(raw, 'switches', function()
  vim.lsp.buf.references(nil, {
    on_list = function(list)
      tell('references', #list.items)
      vim.cmd.buffer(vim.fn.bufadd(list.items[1].filename))
      vim.api.nvim_win_set_cursor(0, { list.items[1].lnum, list.items[1].col - 1 })
    end,
  })
end)
wait('the word again', function() return vim.api.nvim_get_current_buf() == reply end)
tell('word', vim.fn.expand('<cword>'))
go(reply, 'lamp', vim.lsp.buf.hover)
local function hover()
  for _, win in ipairs(vim.api.nvim_list_wins()) do
    local said = text(vim.api.nvim_win_get_buf(win))
    if vim.api.nvim_win_get_config(win).relative ~= '' and said:match('Event') then return said end
  end
end
wait('the hover', hover)
tell('hover', (hover():gsub('\n', '⏎')))

vim.api.nvim_set_current_win(vim.fn.win_findbuf(buf)[1])
vim.cmd('Wirelens show timeline')
wait('the timeline', function() return text(view('.timeline')):match('complete') end)
tell('timeline', #vim.api.nvim_buf_get_lines(view('.timeline'), 0, -1, false) > 10 and 'long' or 'short')

for _, win in ipairs(vim.fn.win_findbuf(buf)) do vim.api.nvim_set_current_win(win) end
vim.api.nvim_win_set_cursor(0, { 5, 0 })
vim.cmd('Wirelens send')
wait('the endless run', function() return lenses():match('■ Cancel') end)
wait('its first event', function()
  for _, each in ipairs(vim.api.nvim_list_bufs()) do
    local now = vim.endswith(vim.api.nvim_buf_get_name(each), '.reply.md') and text(each) or ''
    if now:match('One') and not now:match('complete') then return true end
  end
end)
vim.cmd('Wirelens cancel')
wait('its end', function() return lenses():match('cancelled') end)
tell('lenses', (lenses():gsub('.*▶ Resend', '▶ Resend')))

for _, each in ipairs(vim.lsp.get_clients()) do each:stop() end
wait('the end of the server', function() return #vim.lsp.get_clients() == 0 end)
tell('PASS')
os.exit(0)
